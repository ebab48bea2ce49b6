"""Renders GitLab's code quality JSON: one entry for each root cause, and for what decides and could not be told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from harness.profile import Level
from harness.render.cases import State, Suite, broken, decides, fingerprint, stable_name, suites
from harness.render.inert import one_line
from harness.render.report import Part, Report
from harness.verdict import Cause

DECIDING: Final = "critical"
UNTOLD: Final = "blocker"
"""What decides and could not be told: nobody knows how it is."""
ADVICE: Final = {Level.MUST: "minor", Level.SHOULD: "minor", Level.MAY: "info"}


def render(report: Report) -> bytes:
    """Return the list in UTF-8; it is empty only where the verdict is a success and no recommendation is left open."""
    location = {"path": one_line(report.run_file), "lines": {"begin": 1}}
    entries = [entry | {"location": location} for suite in suites(report) for entry in _entries(suite)]
    return msgspec.json.format(msgspec.json.encode(entries), indent=2) + b"\n"


def _entries(suite: Suite) -> Iterator[dict[str, Any]]:
    name = suite.name
    if suite.part is not None:
        name = stable_name(suite.part)
        for cause in suite.part.verdict.causes:
            yield _of_cause(suite.part, cause)
    for case in suite.cases:
        if case.state not in (State.PASSED, State.SKIPPED) and not case.violated:
            severity = "info" if case.state is State.ADVISED else UNTOLD
            yield _entry(severity, case.id, case.told, (name, case.id, case.outcome))


def _of_cause(part: Part, cause: Cause) -> dict[str, Any]:
    severity = DECIDING if decides(part, cause) else max((ADVICE[r.level] for r in broken(part, cause)), default="info")
    text = f"{part.cause_sentence(cause)} ({', '.join(cause.requirements)})"
    return _entry(severity, cause.requirements[0], text, (stable_name(part), cause.id))


def _entry(severity: str, name: str, text: str, identity: tuple[str, ...]) -> dict[str, Any]:
    """`identity`: what makes it the same finding, run after run."""
    return {
        "description": one_line(text),
        "check_name": one_line(name),
        "fingerprint": fingerprint(*identity),
        "severity": severity,
    }
