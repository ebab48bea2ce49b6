"""TAP is read by a parser of version 14 as it was meant, whatever the texts hold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from node_tools import node
from sample_hostile import LONG, TEXTS, conforming, hostile, not_green
from sample_report import report

from harness.render.report import Report
from harness.render.tap import render

GOLDEN = Path(__file__).parent / "golden" / "report.tap"


def parsed(told: Report) -> tuple[int, dict[str, Any], list[dict[str, Any]], list[str]]:
    """Return the exit code of tap-parser, its summary, the test points, and the names of all events."""
    done = node("tap-parser/bin/cmd.cjs", "-f", "-j", given=render(told))
    events = json.loads(done.stdout)
    points = [event[1] for event in events if event[0] == "assert"]
    summary = next(event[1] for event in events if event[0] == "complete")
    return done.returncode, dict(summary), points, [event[0] for event in events]


def test_the_stream_is_as_before() -> None:
    assert render(report()) == GOLDEN.read_bytes()


@pytest.mark.node
def test_a_parser_reads_what_was_meant() -> None:
    code, summary, points, _ = parsed(report())
    assert (code, summary["ok"], summary["count"]) == (1, False, 8)
    assert [summary[name] for name in ("pass", "fail", "todo", "skip")] == [3, 5, 1, 2]
    assert points[1]["diag"]["code"] == "step-failed"
    assert points[2]["todo"].startswith("SHOULD, not met: ")
    assert points[6]["skip"].startswith("MAY, does not apply: ")


@pytest.mark.node
@pytest.mark.parametrize("name", not_green())
def test_what_is_no_success_is_not_ok(name: str) -> None:
    code, summary, points, _ = parsed(not_green()[name])
    assert code == 1
    assert not summary["ok"]
    assert points


@pytest.mark.node
def test_a_success_is_ok() -> None:
    code, summary, points, _ = parsed(conforming())
    assert (code, summary["ok"], len(points)) == (0, True, 7)


@pytest.mark.node
@pytest.mark.parametrize("text", [*TEXTS.values(), LONG], ids=[*TEXTS, "long"])
def test_hostile_text_stays_text(text: str) -> None:
    assert len(render(hostile(text))) < 200_000
    code, summary, points, events = parsed(hostile(text))
    assert code == 1
    assert [point["ok"] for point in points] == [False, False, False, True]
    assert [bool(point.get("todo")) for point in points] == [False, False, True, False]
    assert [bool(point.get("skip")) for point in points] == [False, False, False, True]
    assert summary["plan"] == {"start": 1, "end": 4, "skipAll": False, "skipReason": "", "comment": ""}
    assert {"bailout", "extra"} & set(events) == set()
