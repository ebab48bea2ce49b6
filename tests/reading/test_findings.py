"""What is wrong is kept apart from what cannot be known, and cut to size."""

from __future__ import annotations

from described import schema_of

from harness.contract import Unresolved
from harness.contract.problem import FINE, MOST
from harness.evidence import Redaction
from harness.reading.findings import Findings
from harness.reading.redacted import Redacted


def test_nothing_found_is_fine() -> None:
    assert Findings().check() is FINE


def test_problems_are_counted_and_cut() -> None:
    findings = Findings()
    findings.against(schema_of({"items": {"type": "string"}}), list(range(50)), "body")
    check = findings.check()
    assert len(check.problems) == MOST
    assert check.total == 50


def test_what_a_redaction_explains_and_what_is_unresolved_are_unknown() -> None:
    schema = schema_of({"properties": {"a": {"pattern": "^x$"}, "b": {"pattern": "^x$"}}})
    redacted = Redacted([Redaction(part="reply.body", offset=0, length=1, marker="m", pointer="/a")], "reply.body", b"")
    findings = Findings()
    findings.against(schema, {"a": "*", "b": "y"}, "body", redacted=redacted)
    findings.unresolved("header", Unresolved(reason="r", where="#/x"), "ETag")
    check = findings.check()
    assert [p.pointer for p in check.problems] == ["/b"]
    assert [(p.part, p.code, p.name, p.pointer) for p in check.unknown] == [
        ("body", "pattern", "", "/a"),
        ("header", "unresolved", "ETag", ""),
    ]
    assert not check.sure


def test_a_pattern_that_takes_too_long_shows_nothing() -> None:
    schema = schema_of({"type": "string", "pattern": "^(?:(?=a)a|aa)+$"})
    findings = Findings()
    findings.against(schema, "a" * 40 + "!", "body")
    assert [problem.code for problem in findings.unknown] == ["unjudged"]
    assert not findings.problems
