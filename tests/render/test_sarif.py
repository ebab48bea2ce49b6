"""SARIF keeps to the published schema, names what is open as open, and a finding keeps its fingerprint."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import msgspec
import pytest
from node_tools import published
from sample_hostile import LONG, TEXTS, conforming, hostile, not_green
from sample_report import report, violated

from harness.profile import Publication
from harness.render.report import Report
from harness.render.sarif import message, render

GOLDEN = Path(__file__).parent / "golden" / "report.sarif"
SCHEMA = "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"


def run(told: Report) -> dict[str, Any]:
    (one,) = json.loads(render(told))["runs"]
    return dict(one)


def validate(document: bytes) -> None:
    schema = published(SCHEMA)
    # An expression with a bracket that was never opened, which strict engines refuse; nothing of ours has a language.
    for name in ("run", "toolComponent"):
        del schema["definitions"][name]["properties"]["language"]["pattern"]
    jsonschema_rs.Draft4Validator(schema).validate(json.loads(document))


def test_the_log_is_as_before() -> None:
    assert render(report()) == GOLDEN.read_bytes()


@pytest.mark.node
@pytest.mark.parametrize("told", [report(), conforming(), *not_green().values()])
def test_the_log_keeps_to_the_published_schema(told: Report) -> None:
    validate(render(told))
    with pytest.raises(jsonschema_rs.ValidationError):
        validate(render(told).replace(b'"rules"', b'"requirements"'))


def test_requirements_are_rules_with_their_clause() -> None:
    rules = run(report())["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [f"N-00{n}" for n in range(1, 9)]
    assert rules[0]["helpUri"] == "https://example.org/book"
    assert rules[0]["properties"]["clause"] == "clause 1"
    assert "Source: The book of notes, clause 1." in rules[0]["help"]["text"]


def test_only_what_is_met_or_does_not_apply_has_no_result() -> None:
    results = {(r["ruleId"], r["kind"], r["level"]) for r in run(report())["results"]}
    assert results == {
        ("N-002", "fail", "error"),
        ("N-003", "fail", "warning"),
        ("N-004", "open", "none"),
        ("N-005", "open", "none"),
        ("N-006", "open", "none"),
    }
    assert run(conforming())["results"] == []
    assert run(conforming())["invocations"][0]["executionSuccessful"] is True


def test_a_deviation_is_said_and_suppresses_nothing() -> None:
    advised = next(r for r in run(report())["results"] if r["ruleId"] == "N-003")
    assert "Known deviation, until 2026-12-31" in advised["message"]["text"]
    assert "suppressions" not in advised


@pytest.mark.parametrize("name", not_green())
def test_what_is_no_success_has_a_result(name: str) -> None:
    one = run(not_green()[name])
    assert one["results"]
    assert one["invocations"][0]["executionSuccessful"] is False


def test_a_finding_keeps_its_fingerprint_over_runs_and_versions() -> None:
    found = (violated("N-002", "server-error", {"status": 500}, "server-error/addNote"),)
    then = run(report(found, run="20270115-0800-aaaa", seed=1))["results"]
    later = report(found, run="20270301-0900-bbbb", seed=2)
    profile = msgspec.structs.replace(later.parts[0].profile, version="1.1")
    upgraded = msgspec.structs.replace(later, parts=(msgspec.structs.replace(later.parts[0], profile=profile),))
    now = run(upgraded)["results"]
    assert [r["partialFingerprints"] for r in then] == [r["partialFingerprints"] for r in now]
    other = run(report((violated("N-002", "server-error", {"status": 500}, "server-error/closeNote"),)))["results"]
    assert other[0]["partialFingerprints"] != then[0]["partialFingerprints"]


def test_no_fingerprint_comes_twice() -> None:
    prints = [r["partialFingerprints"]["primaryLocationLineHash"] for r in run(report())["results"]]
    assert len(set(prints)) == len(prints)


@pytest.mark.parametrize(
    "text, told",
    [
        ("see [here](http://x)", "see \\[here\\](http://x)"),
        ("/notes/{id}", "/notes/{{id}}"),
        ("a\\b", "a\\\\b"),
        ("a\nb", "a⟨U+000A⟩b"),
    ],
)
def test_a_message_holds_no_link_and_no_placeholder(text: str, told: str) -> None:
    assert message(text) == {"text": told}


@pytest.mark.node
@pytest.mark.parametrize("text", [*TEXTS.values(), LONG], ids=[*TEXTS, "long"])
def test_hostile_text_stays_text(text: str) -> None:
    document = render(hostile(text))
    assert len(document) < 300_000
    validate(document)
    assert [r["ruleId"] for r in json.loads(document)["runs"][0]["results"]] == ["N-001", "N-002", "N-003"]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://x/ y", "https://x/\n", "https://" + "x" * 3000, ""])
def test_only_an_address_of_the_web_is_a_link(url: str) -> None:
    told = report()
    sources = {"book": Publication(title="Book", url=url)}
    profile = msgspec.structs.replace(told.parts[0].profile, sources=sources)
    changed = msgspec.structs.replace(told, parts=(msgspec.structs.replace(told.parts[0], profile=profile),))
    assert "helpUri" not in run(changed)["tool"]["driver"]["rules"][0]
