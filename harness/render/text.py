"""Renders plain text for a terminal or a log: verdict and scope, what is wrong, then the rest in one table."""

from __future__ import annotations

from harness.render.curl import curl
from harness.render.prose import sentence
from harness.render.report import Part, Report
from harness.verdict import Cause, Outcome

WORDS = {
    Outcome.CONFORMS: "conforms",
    Outcome.VIOLATES: "VIOLATES",
    Outcome.INCONCLUSIVE: "inconclusive",
    Outcome.NOT_APPLICABLE: "not applicable",
    Outcome.NOT_TESTED: "not tested",
    Outcome.FAULT: "FAULT (ours)",
}


def render(report: Report) -> bytes:
    """Return the report in UTF-8."""
    return "\n".join([*_head(report), *(line for part in report.parts for line in _part(part, report)), ""]).encode()


def _head(report: Report) -> list[str]:
    product = report.context.product
    return [
        f"{product.name} {product.version} by {product.supplier}: {report.decision.value.upper()}",
        f"run {report.context.run}, seed {report.context.seed}, gathered by the {report.context.witness}"
        f" with Hallmark {report.context.harness}",
    ]


def _part(part: Part, report: Report) -> list[str]:
    verdict = part.verdict
    lines = [
        "",
        f"{verdict.profile}, role {verdict.role}: {verdict.verdict.value}. {sentence(verdict.because)}",
        f"  {part.scope_line()}",
        f"  conforming by basis: {part.basis_line()}",
        *(f"  ! {notice}" for notice in part.profile.notice),
    ]
    if verdict.limited_to:
        lines.append(f"  limited to {', '.join(verdict.limited_to)}: nothing else was tried")
    for index, cause in enumerate(verdict.causes, 1):
        lines += ["", *_cause(index, cause, report)]
    return [*lines, "", *_table(part)]


def _cause(index: int, cause: Cause, report: Report) -> list[str]:
    lines = [
        f"  {index}. {sentence(cause.because)}",
        f"     requirements {', '.join(cause.requirements)}",
        f"     operations {', '.join(filter(None, cause.operations)) or '-'}",
    ]
    exchange = report.exchanges.get(cause.example)
    if exchange is not None:
        lines += [f"     shown by {cause.example}; reproduce:", f"       {curl(exchange, report.context)}"]
    return lines


def _table(part: Part) -> list[str]:
    rows = [
        (r.id, r.level.value, r.class_, WORDS[f.outcome], "" if f.outcome is Outcome.CONFORMS else sentence(f.because))
        for r, f in part.rows()
    ]
    widths = [max((len(row[i]) for row in rows), default=0) for i in range(4)]
    return [
        "  " + "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[4]]).rstrip()
        for row in rows
    ]
