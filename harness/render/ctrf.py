"""Renders CTRF (Common Test Report Format) JSON: one test for each requirement of each profile and role."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

import msgspec

from harness.render.cases import Case, State, Suite, suites
from harness.render.inert import one_line
from harness.render.report import Report

VERSION: Final = "0.0.0"
"""Of the specification, whose schema is published with the reference implementation."""
STATUSES: Final = {
    State.PASSED: "passed",
    State.FAILED: "failed",
    # There is no word for an error; whoever counts `failed` must not see green. `rawStatus` and the message tell which.
    State.ERROR: "failed",
    State.ADVISED: "other",
    State.SKIPPED: "skipped",
}


def render(report: Report) -> bytes:
    """Return the object in UTF-8, ended by a line feed. Requirements share their requests: no test has a duration."""
    started = report.context.started // 1000
    ended = max(started, report.footer.ended // 1000 if report.footer is not None else started)
    found = suites(report)
    tests = [_test(suite, case, one_line(report.run_file)) for suite in found for case in suite.cases]
    seen = Counter(test["status"] for test in tests)
    counts = {status: seen[status] for status in ("passed", "failed", "skipped", "pending", "other")}
    value = {
        "reportFormat": "CTRF",
        "specVersion": VERSION,
        "reportId": str(uuid5(NAMESPACE_URL, f"hallmark:{one_line(report.context.run)}")),
        "runId": one_line(report.context.run) or "-",
        "timestamp": datetime.fromtimestamp(ended // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "generatedBy": one_line(f"Hallmark {report.context.harness}"),
        "results": {
            "tool": {"name": "Hallmark", "version": one_line(report.context.harness)},
            "summary": {"tests": len(tests), **counts, "suites": len(found), "start": started, "stop": ended},
            "tests": tests,
            "environment": _environment(report),
        },
    }
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"


def _environment(report: Report) -> dict[str, Any]:
    product = report.context.product
    return {
        "appName": one_line(product.name),
        "appVersion": one_line(product.version),
        "testEnvironment": one_line(report.context.environment.name),
        "extra": {
            "verdict": report.decision.value,
            "exit": report.exit_code,
            "seed": report.context.seed,
            "evidence": one_line(report.evidence),
            "scopes": [one_line(part.scope_line()) for part in report.parts],
        },
    }


def _test(suite: Suite, case: Case, run_file: str) -> dict[str, Any]:
    value: dict[str, Any] = {
        "testId": f"{suite.name}/{case.id}",
        "name": case.name,
        "status": STATUSES[case.state],
        "rawStatus": case.outcome,
        "duration": 0,
        "suite": [suite.name, case.group],
        "filePath": run_file,
    }
    if case.requirement is not None:
        value["tags"] = [case.requirement.level.value, case.group, case.requirement.basis.value]
    if case.text:
        value["message"] = case.told
    if case.details:
        value["trace"] = "\n".join(case.details)
    return value
