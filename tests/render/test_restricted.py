"""The annex says who answers for it, and is the same each time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bundled import judged

from harness.errors import EvidenceError
from harness.render.restricted import restricted, said_in


def test_it_says_who_answers_and_when_it_is_looked_at_again(tmp_path: Path) -> None:
    found = json.loads(restricted(judged(tmp_path), "OFFICIAL-SENSITIVE", "foi@force.example.org", "2027-03-31"))
    assert (found["marking"], found["contact"], found["review"]) == (
        "OFFICIAL-SENSITIVE",
        "foi@force.example.org",
        "2027-03-31",
    )
    assert found["reproduction"] == [], "nothing was violated"


def test_it_is_the_same_each_time(tmp_path: Path) -> None:
    judgement = judged(tmp_path)
    assert restricted(judgement, "m", "c", "") == restricted(judgement, "m", "c", "")


def test_what_only_its_issuer_could_say_is_read_again(tmp_path: Path) -> None:
    annex = restricted(judged(tmp_path / "run"), "OFFICIAL", "A. Officer", "2027-01-01")
    assert said_in(annex) == ("OFFICIAL", "A. Officer", "2027-01-01")
    for bad in (b"", b"[]", b'{"marking":1}', b"[" * 100_000):
        with pytest.raises(EvidenceError):
            said_in(bad)
