"""Renders plain text for a terminal or a log: verdict and scope, what is wrong, then the rest in one table."""

from __future__ import annotations

from typing import Final

from harness.render.about import DESCRIPTION, PRODUCT
from harness.render.declared import declared
from harness.render.handshake import command
from harness.render.inert import one_line
from harness.render.prose import sentence, stopped
from harness.render.repeating import Repeating, beside_of, commented
from harness.render.report import Part, Report
from harness.render.restaging import noted, restaged
from harness.render.when import told
from harness.verdict import Because, Cause, Outcome

WORDS: Final = {
    Outcome.CONFORMS: "conforms",
    Outcome.VIOLATES: "VIOLATES",
    Outcome.INCONCLUSIVE: "inconclusive",
    Outcome.NOT_APPLICABLE: "not applicable",
    Outcome.NOT_TESTED: "not tested",
    Outcome.FAULT: "FAULT (ours)",
}
MOST_CAUSES: Final = 100
MOST_KEPT: Final = 20
LONGEST: Final = 24_000
"""Characters of one line; what came from the product is made harmless for a terminal."""


def render(report: Report) -> bytes:
    """Return the report in UTF-8."""
    lines = [*_head(report), *(line for part in report.parts for line in _part(part, report)), *_tail(report)]
    return "".join(one_line(line, LONGEST) + "\n" for line in lines).encode()


def _head(report: Report) -> list[str]:
    product = report.context.product
    return [
        f"{product.name} {product.version} by {product.supplier}: {report.decision.value.upper()}",
        f"run {report.context.run}, seed {report.context.seed}, evidence gathered by the {report.context.witness}"
        f" with Hallmark {report.context.harness}",
        stopped(report.footer.stopped) if report.footer else "The run was cut off before its end.",
    ]


def _part(part: Part, report: Report) -> list[str]:
    verdict = part.verdict
    lines = [
        "",
        verdict_line(part),
        f"  {part.scope_line()}",
        f"  conforming by basis: {part.basis_line()}",
        *(f"  not judged: role {role} ({count} in the profile)" for role, count in part.untested_elsewhere().items()),
        *([f"  held against: {part.described}, {part.subject.contract_digest}"] if part.described else []),
        *(f"  it keeps {line}" for line in part.keeps[:MOST_KEPT]),
        *([f"  and {len(part.keeps) - MOST_KEPT} further things"] if len(part.keeps) > MOST_KEPT else []),
        *(f"  ! {notice}" for notice in part.profile.notice),
        *(f"  declared: {line.text}" for line in declared(part, report)),
    ]
    if verdict.limited_to:
        lines.append(f"  limited to {', '.join(verdict.limited_to)}: nothing else was tried")
    lines += _causes(part.causes(PRODUCT), part, report)
    gaps = part.causes(DESCRIPTION)
    if gaps:
        lines += [
            "",
            "  About the description: no fault in what the product does, but requirements that are not met:",
        ]
        lines += _causes(gaps, part, report)
    return [*lines, "", *_table(part), *_not_asked(part)]


def verdict_line(part: Part) -> str:
    """Return profile, role and verdict in one line, with the sentence that says why."""
    verdict = part.verdict
    return f"{verdict.profile}, role {verdict.role}{part.of}: {verdict.verdict.value}. {part.sentence(verdict.because)}"


def closing(report: Report) -> tuple[str, ...]:
    """Return the verdicts in a line each, and how the run ended where it did not go to its end."""
    ended = report.footer.stopped if report.footer else ""
    lines = [*map(verdict_line, report.parts), *([stopped(ended)] if ended != "finished" and ended else [])]
    return tuple(one_line(line, LONGEST) for line in lines)


def _causes(causes: tuple[Cause, ...], part: Part, report: Report) -> list[str]:
    lines: list[str] = []
    repeating = Repeating(report.exchanges, report.context)
    for index, cause in enumerate(causes[:MOST_CAUSES], 1):
        lines += ["", *_cause(index, cause, part, report, repeating)]
    if len(causes) > MOST_CAUSES:
        lines += ["", f"  and {len(causes) - MOST_CAUSES} further root causes"]
    return lines


def _cause(index: int, cause: Cause, part: Part, report: Report, repeating: Repeating) -> list[str]:
    lines = [
        f"  {index}. {part.cause_sentence(cause)}",
        f"     requirements {', '.join(cause.requirements)}",
        f"     operations {', '.join(filter(None, cause.operations)) or '-'}",
        *([f"     {when}"] if (when := told(cause)) else []),
    ]
    exchange = report.exchanges.get(cause.example)
    shaken = report.handshakes.get(cause.example)
    again: tuple[str, ...] = (command(shaken),) if shaken is not None else ()
    if exchange is not None:
        again = commented(repeating.lines(exchange, beside_of(cause, part.verdict)))
        again = again or noted(restaged(part, exchange, cause.requirements))
    if again:
        return [*lines, f"     shown by {cause.example}; repeat it:", *(f"       {line}" for line in again)]
    return [*lines, f"     shown by {cause.example}"]


def _table(part: Part) -> list[str]:
    rows = [
        (
            r.id,
            r.level.value,
            r.class_,
            WORDS[f.outcome],
            "" if f.outcome is Outcome.CONFORMS else part.reason(r, f),
        )
        for r, f in part.rows()
        if f.outcome is not Outcome.NOT_APPLICABLE
    ]
    widths = [max((len(row[i]) for row in rows), default=0) for i in range(4)]
    return [
        "  " + "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[4]]).rstrip()
        for row in rows
    ]


def _not_asked(part: Part) -> list[str]:
    """Return what does not apply by its reason: of a large profile most of the table would be these."""
    found: dict[str, list[str]] = {}
    for requirement, finding in part.rows():
        if finding.outcome is Outcome.NOT_APPLICABLE:
            reason = part.reason(requirement, finding).removeprefix(sentence(Because(code="condition-false"))).strip()
            found.setdefault(reason or "No reason is given.", []).append(requirement.id)
    if not found:
        return []
    head = f"  {WORDS[Outcome.NOT_APPLICABLE]} to this product ({sum(map(len, found.values()))}):"
    return ["", head, *(f"    {', '.join(ids)}: {reason}" for reason, ids in found.items())]


def _tail(report: Report) -> list[str]:
    left = report.footer.left if report.footer else ()
    deviations = [
        f"  known deviation {d.requirement}: {d.owner}, {d.reason} (until {d.expires})"
        for d in report.context.deviations
    ]
    return [
        *(["", *deviations] if deviations else []),
        *(["", f"  {len(left)} left over in the product; `hallmark cleanup` tries to close them"] if left else []),
        "",
        f"judge it again: hallmark judge {report.evidence}",
    ]
