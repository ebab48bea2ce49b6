"""Shapes the parts of a report that buyers read first: the plain summary, support by requirement, waivers, limits."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from harness.profile import Requirement
from harness.render.annex import Entry, annex
from harness.render.declared import declared
from harness.render.plain import Plain, plain
from harness.render.report import Part, Report
from harness.render.support import Support, note, support
from harness.render.words import Line, Words, words
from harness.verdict import Finding

LIMITS = (
    "follows-from-evidence",
    "not-that-evidence-is-genuine",
    "not-outside-the-classes",
    "undeclared-runs-not-excluded",
    "one-version",
)
"""What every report says that it does not show; the first four are the codes that certificates carry."""


MOST_NAMED = 12
"""Root causes that showed only sometimes and are named."""


class Supported(msgspec.Struct, frozen=True, kw_only=True):
    """One requirement in a buyer's terms."""

    requirement: Requirement
    term: Support
    note: str


class ForBuyers(msgspec.Struct, frozen=True, kw_only=True):
    """What buyers read of one profile and role."""

    number: int
    plain: Plain
    supported: tuple[Supported, ...]
    annex: tuple[Entry, ...]
    flakes: tuple[Line, ...]
    limits: tuple[Line, ...]
    declared: tuple[Line, ...]


def for_buyers(part: Part, number: int, report: Report) -> ForBuyers:
    """Return it for the `number`th part, counted from 1."""
    said = words(report.language)
    context = report.context
    return ForBuyers(
        number=number,
        plain=plain(part, said),
        supported=tuple(
            Supported(requirement=r, term=support(f), note=note(f, part.reason(r, f), said)) for r, f in part.rows()
        ),
        annex=annex(part),
        flakes=flakes(part, report),
        limits=tuple(
            said.line(f"limits.{code}", version=context.product.version, environment=context.environment.name)
            for code in LIMITS
        ),
        declared=declared(part, report),
    )


def flakes(part: Part, report: Report) -> tuple[Line, ...]:
    """Return how alike the product answered: within the run, and where the run was repeated, between the two."""
    said = words(report.language)
    often = [f for f in part.verdict.findings if f.passed + f.failed > 1]
    lines = [said.line("flakes.mixed", mixed=sum(map(_mixed, often)), tried=len(often))] if often else []
    lines += _again(part, said)
    found = report.flakes
    if found is None:
        return (*lines, said.line("flakes.not_repeated"))
    share = round(100 * len(found.flaky) / found.judged, 1) if found.judged else 0.0
    lines.append(said.line("flakes.rate", judged=found.judged, flaky=len(found.flaky), share=share))
    named = (said.line("flakes.line", requirement=r, failed=n, cases=cases) for r, n, cases in found.flaky)
    return (*lines, *named)


def _again(part: Part, said: Words) -> Iterator[Line]:
    """Yield how many root causes showed each time that the very same request was sent, and name those that did not."""
    again = [c for c in part.verdict.causes if c.repeated.of == "request" and c.repeated.asked > 1]
    unsteady = [c for c in again if c.repeated.shown < c.repeated.asked]
    if again:
        yield said.line("flakes.again", again=len(again), unsteady=len(unsteady))
    for cause in unsteady[:MOST_NAMED]:
        shown, asked = cause.repeated.shown, cause.repeated.asked
        yield said.line("flakes.unsteady", cause=part.cause_sentence(cause), shown=shown, asked=asked)


def _mixed(finding: Finding) -> bool:
    return bool(finding.passed and finding.failed)
