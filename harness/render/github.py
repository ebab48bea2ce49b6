"""Renders GitHub's workflow commands: the verdict, then one annotation for each root cause and each open question."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from harness.render.cases import State, Suite, decides, suites
from harness.render.inert import one_line
from harness.render.report import Part, Report
from harness.verdict import Cause, Decision

MOST: Final = 9
"""Errors, and warnings, that are written: GitHub shows ten of each kind for a step, and the verdict is one of them."""
LONGEST: Final = 1_000
VERDICTS: Final = {
    Decision.CONFORMS: ("notice", "conforms"),
    Decision.VIOLATES: ("error", "does not conform"),
    Decision.INCONCLUSIVE: ("error", "is inconclusive"),
}
_MESSAGE: Final = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY: Final = _MESSAGE | {":": "%3A", ",": "%2C"}


class Said(NamedTuple):
    """One annotation."""

    kind: str
    """`error`, `warning` or `notice`."""
    title: str
    text: str


def render(report: Report) -> bytes:
    """Return the commands, one a line, in UTF-8; there is always at least one, and it says the verdict."""
    found = suites(report)
    errors = [line for suite in found for line in _errors(suite)]
    warnings = [line for suite in found for line in _warnings(suite)]
    lines = [_verdict(report), *_cut(errors, "error"), *_cut(warnings, "warning")]
    return "".join(command(line, report.run_file) + "\n" for line in lines).encode()


def command(said: Said, file: str) -> str:
    """Return one workflow command; neither file, title nor text can begin another."""
    named, title = (_escaped(one_line(text, LONGEST), _PROPERTY) for text in (file, said.title))
    return f"::{said.kind} file={named},line=1,title={title}::{_escaped(one_line(said.text, LONGEST), _MESSAGE)}"


def _escaped(text: str, table: dict[str, str]) -> str:
    return re.sub("[%\r\n:,]", lambda found: table.get(found[0], found[0]), text)


def _verdict(report: Report) -> Said:
    kind, word = VERDICTS[report.decision]
    product = report.context.product
    scopes = "; ".join(f"{part.verdict.profile} {part.verdict.role}: {part.scope_line()}" for part in report.parts)
    if report.exit_code != 0:
        kind = "error"
    extra = " A fault of Hallmark kept it from ending as it should." if report.exit_code == 4 else ""
    text = f"{product.name} {product.version}. {scopes or 'Nothing was judged.'}{extra}"
    return Said(kind, f"Hallmark: {word}", text)


def _errors(suite: Suite) -> Iterator[Said]:
    if suite.part is not None:
        for cause in suite.part.verdict.causes:
            if decides(suite.part, cause):
                yield _of_cause("error", suite.part, cause)
    for case in suite.cases:
        if case.state is State.ERROR:
            yield Said("error", f"{case.id}: {case.outcome.replace('_', ' ')}", case.text)


def _warnings(suite: Suite) -> Iterator[Said]:
    if suite.part is not None:
        for cause in suite.part.verdict.causes:
            if not decides(suite.part, cause):
                yield _of_cause("warning", suite.part, cause)
    for case in suite.cases:
        if case.state is State.ADVISED and not case.violated:
            yield Said("warning", f"{case.id}: {case.outcome.replace('_', ' ')}", case.told)


def _of_cause(kind: str, part: Part, cause: Cause) -> Said:
    operations = ", ".join(filter(None, cause.operations)) or "-"
    return Said(kind, ", ".join(cause.requirements), f"{part.cause_sentence(cause)} Operations: {operations}.")


def _cut(lines: list[Said], kind: str) -> list[Said]:
    if len(lines) <= MOST:
        return lines
    more = len(lines) - MOST + 1
    told = f"{more} more are in the report; GitHub shows ten of a kind."
    return [*lines[: MOST - 1], Said(kind, "Hallmark", told)]
