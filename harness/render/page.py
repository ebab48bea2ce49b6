"""Shapes what the HTML page shows of one profile and role: classes, causes with their exchanges, requirements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Final

import msgspec

from harness.evidence import Deviation, Exchange, ExchangeId
from harness.profile import Basis, ConformanceClass, Level, NotTested, Publication, Requirement
from harness.render import handshake
from harness.render.about import DESCRIPTION, about
from harness.render.curl import taken_out, variables
from harness.render.deciding import NOTHING, Deciding, deciding
from harness.render.exchange import Shown, lay_out
from harness.render.repeating import Repeating, beside_of, hint
from harness.render.report import Part, Report, met_in_class
from harness.render.restaging import restaged
from harness.render.when import told
from harness.verdict import Because, Cause, ClassResult, Finding, Outcome

MOST_SHOWN: Final = 1_500_000
"""Characters of exchanges on one page, as escaped; further ones are named only."""
MOST_BEFORE: Final = 3
"""Exchanges that are shown of those that led to the one that decides."""
MOST_CAUSES: Final = 100
"""Root causes that are shown; the others are counted, and stand in the JSON."""
MOST_OPERATIONS: Final = 30
"""Operations that are named of one root cause."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One requirement and how it came out."""

    requirement: Requirement
    finding: Finding
    anchor: str
    reason: str
    source: Publication
    causes: tuple[int, ...]
    """Numbers of the root causes that it is violated by."""
    deviation: Deviation | None
    shown: Shown | None = None
    """For what could not be told: an exchange that left it open."""

    @property
    def rule(self) -> str:
        """Return the rule's name, or '' where nothing was tested."""
        return "" if isinstance(self.requirement.rule, NotTested) else self.requirement.rule.rule


class ShownCause(msgspec.Struct, frozen=True, kw_only=True):
    """One root cause, with the exchange that shows it."""

    number: int
    cause: Cause
    text: str
    rows: tuple[Row, ...]
    shown: Shown | None
    before: tuple[Shown, ...]
    leading: tuple[str, ...]
    """Commands that make anew what the command names."""
    curl: str
    remarks: tuple[str, ...]
    """What must be known before the command is repeated."""

    when: str = ""
    """When it showed, and how often it did when it was tried again."""
    of_description: bool = False
    """Whether it is a gap of the product's own description and no fault of the product."""


class ShownClass(msgspec.Struct, frozen=True, kw_only=True):
    """One conformance class with the requirements that were judged."""

    about: ConformanceClass
    result: ClassResult
    rows: tuple[Row, ...]
    must: str
    """How many of its MUSTs are met, of how many; `none asked`."""
    should: str
    untested: int
    unjudged: int
    """Requirements of the class that were not in this run's scope."""


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """One profile and role, ready to print."""

    part: Part
    number: int
    role: str
    claimed: tuple[str, ...]
    """Titles of the classes claimed."""
    classes: tuple[ShownClass, ...]
    causes: tuple[ShownCause, ...]
    more_causes: int
    open: tuple[Row, ...]
    """Requirements that could not be told, and faults of ours."""
    untested: tuple[Row, ...]
    outcomes: tuple[Outcome, ...]
    """Outcomes that the table by basis has columns for."""
    anchors: dict[str, str]
    """Where on the page each requirement stands."""
    bases: tuple[Basis, ...]
    split: bool
    """Whether there is more to show than one page has room for."""


def page(part: Part, number: int, report: Report) -> Page:
    """Return the page of the `number`th part, counted from 1."""
    budget, repeating = _Budget(), Repeating(report.exchanges, report.context)
    rows = {r.id: _row(r, f, part, number, report) for r, f in part.rows()}
    causes = tuple(
        _cause(n, cause, rows, part, report, budget, repeating)
        for n, cause in enumerate(part.numbered()[:MOST_CAUSES], 1)
    )
    open_ = (Outcome.INCONCLUSIVE, Outcome.FAULT)
    undecided = tuple(_with_exchange(r, part, report, budget) for r in rows.values() if r.finding.outcome in open_)
    more_causes = len(part.verdict.causes) - len(causes)
    return Page(
        part=part,
        number=number,
        role=next((r.title for r in part.profile.roles if r.id == part.verdict.role), part.verdict.role) + part.of,
        claimed=tuple(c.title for c in part.profile.classes if c.id in part.subject.classes),
        classes=tuple(_classes(part, rows)),
        causes=causes,
        more_causes=more_causes,
        open=undecided,
        untested=tuple(r for r in rows.values() if r.finding.outcome is Outcome.NOT_TESTED),
        outcomes=tuple(o for o in Outcome if part.verdict.counts.get(o.value) or o in tuple(Outcome)[:3]),
        anchors={r.requirement.id: r.anchor for r in rows.values()},
        bases=tuple(b for b in Basis if b.value in part.verdict.by_basis),
        split=budget.left <= 0 or more_causes > 0 or any(len(c.cause.operations) > MOST_OPERATIONS for c in causes),
    )


class _Budget:
    """Gives room for exchanges until there is none left."""

    def __init__(self) -> None:
        self.left = MOST_SHOWN

    def lay_out(self, exchange: Exchange | None, marks: Deciding = NOTHING) -> Shown | None:
        if exchange is None or self.left <= 0:
            return None
        return self.take(lay_out(exchange, marks))

    def take(self, shown: Shown) -> Shown | None:
        """Return what was laid out, where there is room for it."""
        if self.left <= 0:
            return None
        self.left -= sum(len(escape(line.text)) + 20 for line in (*shown.request, *shown.reply))
        return shown if self.left > 0 else None


def _row(r: Requirement, finding: Finding, part: Part, number: int, report: Report) -> Row:
    numbers = {cause.id: n for n, cause in enumerate(part.numbered(), 1)}
    return Row(
        requirement=r,
        finding=finding,
        anchor=r.id if number == 1 else f"{r.id}-{number}",
        reason=part.reason(r, finding),
        source=part.profile.sources[r.source.ref],
        causes=tuple(sorted({numbers[v.cause] for v in finding.violations if v.cause in numbers})),
        deviation=next((d for d in report.context.deviations if d.requirement == r.id), None),
    )


def _with_exchange(row: Row, part: Part, report: Report, budget: _Budget) -> Row:
    first = next((i for i in row.finding.cites.first if i in report.exchanges or i in report.handshakes), None)
    if first is None:
        return row
    if first in report.handshakes:
        return msgspec.structs.replace(row, shown=budget.take(handshake.lay_out(report.handshakes[first])))
    marks = deciding(row.finding.because, part.workflows)
    return msgspec.structs.replace(row, shown=budget.lay_out(report.exchanges[first], marks))


def _classes(part: Part, rows: dict[str, Row]) -> Iterable[ShownClass]:
    for result in part.verdict.classes:
        mine = sorted((r for r in rows.values() if r.requirement.class_ == result.id), key=lambda r: r.requirement.id)
        attested = part.attested_in(class_=result.id)
        members = sum(r.class_ == result.id for r in part.profile.of_role(part.verdict.role))
        yield ShownClass(
            about=next(c for c in part.profile.classes if c.id == result.id),
            result=result,
            rows=tuple(r for r in mine if r.finding.outcome is not Outcome.NOT_TESTED),
            must=_met(result.must, attested[True]),
            should=_met(result.should, attested[False]),
            untested=sum(r.finding.outcome is Outcome.NOT_TESTED for r in mine),
            unjudged=members - len(mine),
        )


def _met(counts: Mapping[str, int], attested: int) -> str:
    return met_in_class(counts, attested) if sum(counts.values()) else "none asked"


def _cause(
    n: int,
    cause: Cause,
    rows: dict[str, Row],
    part: Part,
    report: Report,
    budget: _Budget,
    repeating: Repeating,
) -> ShownCause:
    exchange, shaken = report.exchanges.get(cause.example), report.handshakes.get(cause.example)
    because = _because_of(cause, rows)
    marks = deciding(because, part.workflows)
    again = repeating.lines(exchange, beside_of(cause, part.verdict)) if exchange else ()
    anew = restaged(part, exchange, cause.requirements) if exchange and not again else ()
    return ShownCause(
        of_description=about(cause, part.profile) == DESCRIPTION,
        number=n,
        cause=cause,
        text=part.cause_sentence(cause),
        when=told(cause),
        rows=tuple(sorted((rows[i] for i in cause.requirements if i in rows), key=_weight)),
        shown=budget.take(handshake.lay_out(shaken)) if shaken else budget.lay_out(exchange, marks),
        before=tuple(s for x in _before(cause, rows, report) if (s := budget.lay_out(x)) is not None),
        leading=again[:-1],
        curl=again[-1] if again else handshake.command(shaken) if shaken else "".join(anew[-1:]),
        remarks=anew[:-1] or ((*filter(None, [hint(again)]), *remarks(exchange)) if exchange else ()),
    )


def _because_of(cause: Cause, rows: dict[str, Row]) -> Because:
    """Return the reason that the example was found by, which may be another requirement's than the cause's own."""
    violations = (v for i in cause.requirements if i in rows for v in rows[i].finding.violations)
    return next((v.because for v in violations if v.cause == cause.id and v.minimal == cause.example), cause.because)


def _weight(row: Row) -> int:
    return 0 if row.requirement.level is Level.MUST else 1


def _before(cause: Cause, rows: dict[str, Row], report: Report) -> list[Exchange]:
    """Return the last exchanges that led to the one shown, as far as they were cited with it, in their order."""
    example = cause.example
    cited: set[ExchangeId] = set()
    for requirement in cause.requirements:
        for v in rows[requirement].finding.violations if requirement in rows else ():
            if v.cause == cause.id:
                cited.update(v.cites.first)
    earlier = sorted(i for i in cited if i.partition == example.partition and i < example and i in report.exchanges)
    return [report.exchanges[i] for i in earlier[-MOST_BEFORE:]]


def remarks(exchange: Exchange) -> Iterable[str]:
    """Yield what must be known before the command that repeats an exchange is run."""
    for name in variables(exchange):
        what = "a credential that is no good in this way" if _forged(exchange) else f"that of {exchange.identity}"
        yield f"Put the credential into the variable {name} first: {what}."
    if taken_out(exchange):
        yield "Asterisks stand for what was taken out of the evidence: put values of your own in their place."


def _forged(exchange: Exchange) -> bool:
    return any(r.facts.get("credential", "genuine") not in ("genuine", "absent") for r in exchange.redactions)
