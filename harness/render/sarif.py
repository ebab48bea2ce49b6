"""Renders SARIF 2.1.0: requirements are rules, and each root cause of each requirement that is not met is a result.

What is met or does not apply has no result: readers such as GitHub's code scanning take every result for a defect,
whatever its kind. Known deviations are no suppressions, which would hide them: they change no outcome.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote

import msgspec

from harness.profile import Level, Requirement
from harness.render.cases import VERDICT, Case, State, Suite, fingerprint, stable_name, suites
from harness.render.inert import one_line
from harness.render.prose import stopped
from harness.render.report import Part, Report
from harness.verdict import Decision, Violation

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS: Final = {Level.MUST: "error", Level.SHOULD: "warning", Level.MAY: "note"}
# Sections 3.11.5 and 3.11.6: braces begin placeholders, brackets links; a backslash escapes.
_ACTING: Final = re.compile(r"[\\\[\]]")
_URI: Final = re.compile(r"https?://[!#-;=?-Z_a-z~\[\]]{1,2000}")


def render(report: Report) -> bytes:
    """Return the log in UTF-8, with one run for each profile and role; the same finding keeps its fingerprint."""
    runs = [_run(suite, report) for suite in suites(report)]
    value = {"$schema": SCHEMA, "version": "2.1.0", "runs": runs}
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"


def message(text: str) -> dict[str, str]:
    """Return a message in plain text that holds no placeholder and no link."""
    plain = _ACTING.sub(lambda found: "\\" + found[0], one_line(text))
    return {"text": plain.replace("{", "{{").replace("}", "}}")}


def _run(suite: Suite, report: Report) -> dict[str, Any]:
    rules = [_rule(case, suite.part) for case in suite.cases]
    results = [r for index, case in enumerate(suite.cases) for r in _results(index, case, suite)]
    for result in results:
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] = quote(report.run_file)
    name = stable_name(suite.part) if suite.part is not None else suite.name
    return {
        "tool": {"driver": {"name": "Hallmark", "version": one_line(report.context.harness), "rules": rules}},
        "automationDetails": {"id": f"hallmark/{one_line(name)}/"},
        "invocations": [_invocation(suite, report)],
        "results": results,
        "properties": _facts(suite.part, report),
    }


def _facts(part: Part | None, report: Report) -> dict[str, Any]:
    judged = {"scope": one_line(part.scope_line()), "basis": one_line(part.basis_line())} if part is not None else {}
    product = report.context.product
    return {
        "verdict": (part.verdict.verdict if part is not None else report.decision).value,
        **judged,
        "product": one_line(f"{product.name} {product.version}"),
        "run": one_line(report.context.run),
        "seed": report.context.seed,
        "evidence": one_line(report.evidence),
    }


def _invocation(suite: Suite, report: Report) -> dict[str, Any]:
    footer, decision = report.footer, suite.part.verdict.verdict if suite.part is not None else report.decision
    told = stopped(footer.stopped) if footer is not None else "The run was cut off before its end."
    notes = [] if decision is not Decision.INCONCLUSIVE else [{"level": "error", "message": message(told)}]
    notes += [{"level": "error", "message": message(case.text)} for case in suite.cases if case.outcome == "fault"]
    return {
        # Section 3.20.14: whether the tool did its work, not whether it found something.
        "executionSuccessful": decision is not Decision.INCONCLUSIVE and report.exit_code < 3,
        "exitCode": report.exit_code,
        "startTimeUtc": _time(report.context.started),
        **({"endTimeUtc": _time(footer.ended)} if footer is not None else {}),
        "toolExecutionNotifications": notes,
    }


def _time(microseconds: int) -> str:
    return datetime.fromtimestamp(microseconds // 1_000_000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _rule(case: Case, part: Part | None) -> dict[str, Any]:
    rule: dict[str, Any] = {"id": case.id, "shortDescription": message(case.title)}
    if case.requirement is None or part is None:
        return rule
    r = case.requirement
    source = part.profile.sources[r.source.ref]
    where = f"{source.title}, {r.source.clause or 'as a whole'}"
    rule["fullDescription"] = message(r.explain)
    rule["help"] = message(f"{r.explain} Source: {where}. Basis: {r.basis.value}.")
    rule["defaultConfiguration"] = {"level": LEVELS[r.level]}
    rule["properties"] = {
        "tags": [r.level.value, one_line(r.class_), r.basis.value],
        "clause": one_line(r.source.clause),
        "source": one_line(source.title),
    }
    if _URI.fullmatch(source.url):
        rule["helpUri"] = source.url
    return rule


def _results(index: int, case: Case, suite: Suite) -> Iterator[dict[str, Any]]:
    if case.state in (State.PASSED, State.SKIPPED):
        return
    if case.finding is None or not case.finding.violations or suite.part is None:
        yield _result(index, case, case.told, (_of(suite), case.id, case.outcome))
        return
    for cause in dict.fromkeys(v.cause for v in case.finding.violations):
        ways = [v for v in case.finding.violations if v.cause == cause]
        yield _of_cause(index, case, ways, suite.part)


def _of(suite: Suite) -> str:
    return stable_name(suite.part) if suite.part is not None else suite.name


def _of_cause(index: int, case: Case, ways: list[Violation], part: Part) -> dict[str, Any]:
    operations = [v.operation or "-" for v in ways]
    text = f"{part.sentence(ways[0].because)} Operations: {', '.join(operations)}. Shown by {ways[0].minimal}."
    if case.deviation is not None:
        text = f"{text} {case.details[-1]}"
    result = _result(index, case, text, (stable_name(part), case.id, ways[0].cause))
    result["locations"][0]["logicalLocations"] = [{"name": one_line(name), "kind": "resource"} for name in operations]
    result["properties"] |= {"cause": one_line(ways[0].cause), "exchange": one_line(str(ways[0].minimal))}
    return result


def _result(index: int, case: Case, text: str, identity: tuple[str, ...]) -> dict[str, Any]:
    """`identity`: what makes it the same finding, run after run."""
    violated = case.outcome == "violates" or (case.id == VERDICT and case.state is State.FAILED)
    digest = fingerprint(*identity)
    return {
        "ruleId": case.id,
        "ruleIndex": index,
        # Section 3.27.9: `open` is what could not be decided for want of information.
        "kind": "fail" if violated else "open",
        "level": _level(case.requirement, case) if violated else "none",
        "message": message(text),
        "locations": [{"physicalLocation": {"artifactLocation": {}, "region": {"startLine": 1}}}],
        # The first is the one that GitHub reads; its form is theirs: a hash, a colon, a number.
        "partialFingerprints": {"primaryLocationLineHash": f"{digest[:16]}:1", "hallmarkFinding/v1": digest},
        "properties": {"outcome": case.outcome, "code": case.code, "decides": case.state is not State.ADVISED},
    }


def _level(requirement: Requirement | None, case: Case) -> str:
    if requirement is None or case.state is not State.ADVISED:
        return "error"
    return "note" if requirement.level is Level.MAY else "warning"
