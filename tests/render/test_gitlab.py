"""The code quality list holds each root cause once, and is empty only where nothing is left open."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from sample_hostile import LONG, TEXTS, conforming, hostile, not_green
from sample_report import report, violated

from harness.render.gitlab import render
from harness.render.report import Report

GOLDEN = Path(__file__).parent / "golden" / "gitlab.json"
# The facts of GitLab's documentation, "Code Quality report format": what each entry must have.
SCHEMA = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "location", "severity"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": "^[^/.][^:]*$"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}
VALIDATOR = jsonschema_rs.Draft202012Validator(SCHEMA)


def entries(told: Report) -> list[dict[str, Any]]:
    value = json.loads(render(told))
    VALIDATOR.validate(value)
    prints = [entry["fingerprint"] for entry in value]
    assert len(set(prints)) == len(prints)
    return list(value)


def test_the_list_is_as_before() -> None:
    assert render(report()) == GOLDEN.read_bytes()


def test_a_root_cause_comes_once() -> None:
    assert [(e["check_name"], e["severity"]) for e in entries(report())] == [
        ("N-002", "critical"),
        ("N-004", "blocker"),
        ("N-005", "blocker"),
        ("N-006", "blocker"),
    ]


def test_a_recommendation_is_minor() -> None:
    found = entries(report((violated("N-003", "server-error", {"status": 500}),)))
    assert ("N-003", "minor") in {(e["check_name"], e["severity"]) for e in found}


@pytest.mark.parametrize("name", not_green())
def test_what_is_no_success_is_never_empty(name: str) -> None:
    assert "blocker" in {entry["severity"] for entry in entries(not_green()[name])}


def test_a_success_is_empty() -> None:
    assert entries(conforming()) == []


def test_a_finding_keeps_its_fingerprint() -> None:
    found = (violated("N-002", "server-error", {"status": 500}),)
    one, other = entries(report(found, run="a", seed=1)), entries(report(found, run="b", seed=2))
    assert [e["fingerprint"] for e in one] == [e["fingerprint"] for e in other]


@pytest.mark.parametrize("text", [*TEXTS.values(), LONG], ids=[*TEXTS, "long"])
def test_hostile_text_stays_text(text: str) -> None:
    assert len(entries(hostile(text))) == 3
    assert len(render(hostile(text))) < 100_000
