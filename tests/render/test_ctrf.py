"""CTRF keeps to its published schema, and counts nothing as passed that was not shown."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from node_tools import node, published
from sample_hostile import LONG, TEXTS, conforming, hostile, not_green
from sample_report import report

from harness.render.ctrf import render
from harness.render.report import Report

GOLDEN = Path(__file__).parent / "golden" / "ctrf.json"


def results(told: Report) -> dict[str, Any]:
    return dict(json.loads(render(told))["results"])


def validate(document: bytes) -> None:
    schema = published("ctrf/dist/ctrf-schema-0.0.json")
    jsonschema_rs.Draft7Validator(schema, validate_formats=True).validate(json.loads(document))


def test_the_object_is_as_before() -> None:
    assert render(report()) == GOLDEN.read_bytes()


@pytest.mark.node
@pytest.mark.parametrize("told", [report(), conforming(), *not_green().values()])
def test_the_object_keeps_to_the_published_schema(told: Report) -> None:
    validate(render(told))
    with pytest.raises(jsonschema_rs.ValidationError):
        validate(render(told).replace(b'"duration"', b'"took"'))


@pytest.mark.node
def test_the_reference_implementation_takes_it(tmp_path: Path) -> None:
    file = tmp_path / "ctrf.json"
    file.write_bytes(render(report()))
    done = node("ctrf/dist/cli/cli.js", "validate", str(file), given=b"")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("told", [report(), conforming(), *not_green().values()])
def test_the_summary_counts_the_tests(told: Report) -> None:
    found = results(told)
    seen = Counter(test["status"] for test in found["tests"])
    counted = {name: found["summary"][name] for name in ("passed", "failed", "skipped", "pending", "other")}
    assert {name: number for name, number in counted.items() if number} == seen
    assert found["summary"]["tests"] == len(found["tests"]) > 0


def test_the_outcome_itself_stands_beside_the_status() -> None:
    told = {
        (test["testId"].rpartition("/")[2], test["status"], test["rawStatus"]) for test in results(report())["tests"]
    }
    assert ("N-002", "failed", "violates") in told
    assert ("N-004", "failed", "inconclusive") in told
    assert ("N-005", "failed", "fault") in told
    assert ("N-003", "other", "violates") in told


@pytest.mark.parametrize("name", not_green())
def test_what_is_no_success_has_failed(name: str) -> None:
    assert results(not_green()[name])["summary"]["failed"] > 0


def test_a_success_has_passed() -> None:
    summary = results(conforming())["summary"]
    assert summary["passed"] == summary["tests"]


@pytest.mark.node
@pytest.mark.parametrize("text", [*TEXTS.values(), LONG], ids=[*TEXTS, "long"])
def test_hostile_text_stays_text(text: str) -> None:
    document = render(hostile(text))
    assert len(document) < 200_000
    validate(document)
    assert len(json.loads(document)["results"]["tests"]) == 4
