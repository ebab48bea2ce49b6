"""Renders TAP version 14: one test point for each requirement, with its reason in a YAML block of JSON scalars."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final

from harness.render.cases import Case, State, suites
from harness.render.report import Report

# TAP 14, "Test Points": what would end a description or begin a directive is escaped.
_ESCAPED: Final = re.compile(r"[\\#]")


def render(report: Report) -> bytes:
    """Return the stream in UTF-8. What decides and is not shown is `not ok`; a recommendation not met is `# TODO`."""
    found = suites(report)
    lines = ["TAP version 14", f"1..{sum(len(suite.cases) for suite in found)}"]
    number = 0
    for suite in found:
        lines += [f"# {suite.name}", *([f"# {suite.part.scope_line()}"] if suite.part is not None else [])]
        for case in suite.cases:
            number += 1
            lines += _point(number, case)
    return "".join(line + "\n" for line in lines).encode()


def _point(number: int, case: Case) -> Iterator[str]:
    ok = case.state in (State.PASSED, State.SKIPPED)
    directive = {State.ADVISED: f" # TODO {_plain(case.told)}", State.SKIPPED: f" # SKIP {_plain(case.told)}"}
    yield f"{'ok' if ok else 'not ok'} {number} - {_plain(case.name)}{directive.get(case.state, '')}"
    if ok:
        return
    yield "  ---"
    yield f"  outcome: {_scalar(case.outcome)}"
    yield f"  code: {_scalar(case.code)}"
    yield f"  message: {_scalar(case.text)}"
    if case.details:
        yield "  details:"
        yield from (f"    - {_scalar(line)}" for line in case.details)
    yield "  ..."


def _plain(text: str) -> str:
    return _ESCAPED.sub(lambda found: "\\" + found[0], text)


def _scalar(text: str) -> str:
    """Return a string of JSON, which is one of YAML too (YAML 1.2.2, chapter 1.2)."""
    return json.dumps(text, ensure_ascii=False)
