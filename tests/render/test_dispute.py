"""A dispute holds what was found, the exchanges that show it, and how to repeat them; it changes no outcome."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from bundled import judged

from harness.evidence import Exchange, ExchangeId, Response, Silence, Times
from harness.judgement import cited
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


def test_what_an_exchange_names_is_made_anew_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    judgement = judged(tmp_path)
    seen = cited(judgement)
    read = next(one for one in seen.values() if isinstance(one, Exchange) and one.request.method == "GET")
    incident = read.request.target.split("/")[2]
    reply = Response(status=201, head=b"HTTP/1.1 201 Created", body=json.dumps({"incidentId": incident}).encode())
    maker = msgspec.structs.replace(read, id=ExchangeId("before", 0), times=Times(anchor=0), reply=reply)
    made = msgspec.structs.replace(read.request, method="POST", target="/incidents", body=b"{}")
    maker = msgspec.structs.replace(maker, request=made)
    monkeypatch.setattr("harness.render.dispute.cited", lambda _: {**seen, maker.id: maker})
    found = dispute(judgement, "IT-022", "why", "who")
    assert found is not None
    why, first, last = next(one["curl"].splitlines() for one in found["exchanges"] if one["id"] == str(read.id))
    assert why.startswith("# What the run made may have been removed since")
    assert first.startswith("ID=$(curl -s -X POST ")
    assert last.endswith('/incidents/"$ID"/methane')


def test_what_was_not_judged_cannot_be_disputed(tmp_path: Path) -> None:
    assert dispute(judged(tmp_path), "IT-999", "why", "who") is None


def test_a_silence_is_a_silence(tmp_path: Path) -> None:
    from harness.render.dispute import _exchange

    judgement = judged(tmp_path)
    one = next(iter(judgement.evidence.observations))
    assert isinstance(one, Exchange)
    shown = _exchange(msgspec.structs.replace(one, reply=Silence(why="reset")), ())
    assert shown["reply"] == {"silence": "reset"}
