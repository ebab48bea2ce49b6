"""A dispute holds what was found, the exchanges that show it, and how to repeat them; it changes no outcome."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
from bundled import judged

from harness.evidence import Silence
from harness.render.dispute import dispute


def test_it_holds_both_sides_of_an_exchange(tmp_path: Path) -> None:
    found = dispute(judged(tmp_path), "IT-022", "the clause reads otherwise", "A. Officer")
    assert found is not None
    assert (found["by"], found["reason"], found["outcome"]) == ("A. Officer", "the clause reads otherwise", "conforms")
    assert found["statement"]
    first = found["exchanges"][0]
    assert first["curl"].startswith("curl -i ") or " | curl -i " in first["curl"]
    assert first["request"]["head"].startswith(("POST ", "GET ", "PATCH ", "PUT "))
    assert first["reply"]["head"].startswith("HTTP/1.1 ")
    assert json.loads(msgspec.json.encode(found)) == found


def test_what_was_not_judged_cannot_be_disputed(tmp_path: Path) -> None:
    assert dispute(judged(tmp_path), "IT-999", "why", "who") is None


def test_a_silence_is_a_silence(tmp_path: Path) -> None:
    from harness.evidence import Exchange
    from harness.render.dispute import _exchange

    judgement = judged(tmp_path)
    one = next(iter(judgement.evidence.observations))
    assert isinstance(one, Exchange)
    shown = _exchange(msgspec.structs.replace(one, reply=Silence(why="reset")), judgement)
    assert shown["reply"] == {"silence": "reset"}
