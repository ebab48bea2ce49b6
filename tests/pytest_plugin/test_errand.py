"""What is asked and said comes through a line of JSON whole."""

from __future__ import annotations

import os

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.pytest_plugin.errand import (
    Asked,
    Came,
    Gather,
    Line,
    Listed,
    Look,
    NoRoom,
    Said,
    Seen,
    Shown,
    spelt,
    unspelt,
)
from harness.verdict import Outcome

SURROUNDINGS = {
    "run_file": "hallmark.yaml",
    "only": ("N-001",),
    "profile": "",
    "url": "",
    "openapi": "",
    "here": "/",
    "environment": {"A": "1\n2", "B": "\u2028"},
}
LISTED = Listed(
    name="notes/core/N-001",
    profile="notes@1.0",
    role="keeper",
    requirement="N-001",
    class_="core",
    level="MUST",
    basis="harness",
    at="all.yaml:1",
)
SHOWN = Shown(
    profile="notes@1.0",
    role="keeper",
    requirement="N-001",
    outcome=Outcome.VIOLATES,
    because="code",
    gist="one line",
    told="first\nsecond",
)


@given(st.binary())
def test_whatever_bytes_a_text_of_the_system_holds_comes_through(data: bytes) -> None:
    text = os.fsdecode(data)
    assert unspelt(msgspec.json.decode(msgspec.json.encode(spelt(text)))) == text


@pytest.mark.parametrize("asked", [Look(**SURROUNDINGS), Gather(folder="out/r", run="r", seed=None, **SURROUNDINGS)])
def test_questions(asked: Asked) -> None:
    line = msgspec.json.encode(asked)
    assert b"\n" not in line
    assert msgspec.json.decode(line, type=Asked) == asked


@pytest.mark.parametrize(
    "said",
    [
        Seen(listed=(LISTED,), markers=("core: Core",)),
        Line(text="two\nlines"),
        Came(error="e", trace="a\nb", interrupted=True, faults=("f",), facts={"a": "b"}, shown=(SHOWN,)),
        NoRoom(said="full"),
    ],
)
def test_answers(said: Said) -> None:
    line = msgspec.json.encode(said)
    assert b"\n" not in line
    assert msgspec.json.decode(line, type=Said) == said
