"""Annotations say the verdict first, are few enough to be shown, and no text begins a command of its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sample_hostile import LONG, TEXTS, conforming, hostile, not_green
from sample_report import report, violated

from harness.render.github import MOST, Said, command, render
from harness.render.report import Report

GOLDEN = Path(__file__).parent / "golden" / "github.txt"
COMMAND = re.compile(r"::(error|warning|notice) file=hallmark\.yaml,line=1,title=([^:,\r\n]*)::([^\r\n]*)")


def read(told: Report) -> list[tuple[str, str, str]]:
    """Return kind, title and text of each command, unescaped as GitHub's runner does."""
    lines = render(told).decode().split("\n")
    assert lines.pop() == ""
    found = [COMMAND.fullmatch(line) for line in lines]
    assert all(found), lines
    return [(one[1], _unescaped(one[2]), _unescaped(one[3])) for one in found if one]


def _unescaped(text: str) -> str:
    for code, plain in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, plain)
    return text


def test_the_annotations_are_as_before() -> None:
    assert render(report()) == GOLDEN.read_bytes()


def test_the_verdict_comes_first_and_a_cause_comes_once() -> None:
    said = read(report())
    assert said[0][:2] == ("error", "Hallmark: does not conform")
    assert said[1][:2] == ("error", "N-002, N-003")
    assert {kind for kind, _, _ in said} == {"error"}


def test_a_success_is_one_notice() -> None:
    ((kind, title, text),) = read(conforming())
    assert (kind, title) == ("notice", "Hallmark: conforms")
    assert "1 of 2 classes shown to conform" in text


@pytest.mark.parametrize("name", not_green())
def test_what_is_no_success_is_an_error(name: str) -> None:
    assert read(not_green()[name])[0][0] == "error"


def test_a_recommendation_is_a_warning() -> None:
    said = read(report((violated("N-003", "server-error", {"status": 500}),)))
    assert ("warning", "N-003") in {(kind, title) for kind, title, _ in said}


def test_there_are_no_more_than_are_shown() -> None:
    found = tuple(violated("N-001", "server-error", {"status": 500}, f"cause-{n}") for n in range(30))
    said = read(report(found))
    assert len(said) == MOST + 1 == 10
    assert said[-1][2].startswith("22 more are in the report")


@pytest.mark.parametrize("text", [*TEXTS.values(), LONG], ids=[*TEXTS, "long"])
def test_hostile_text_begins_no_command(text: str) -> None:
    said = read(hostile(text))
    assert [kind for kind, _, _ in said] == ["error", "error", "error", "warning"]
    assert len(render(hostile(text))) < 20_000


def test_what_is_escaped_comes_back() -> None:
    line = command(Said("error", "a: b, c % d", "100 %: x, y"), "a,b.yaml")
    assert line == "::error file=a%2Cb.yaml,line=1,title=a%3A b%2C c %25 d::100 %25: x, y"
