"""Renders the report in YAML after OpenACR 0.1.0 (GSA), with the profile in the place of its catalogue."""

from __future__ import annotations

from typing import Any, Final

import yaml

from harness.render.buyers import LIMITS
from harness.render.inert import one_line
from harness.render.report import Part, Report
from harness.render.support import Support, note, support
from harness.render.when import moment
from harness.render.words import Words, words
from harness.verdict import Decision

LEVELS: Final = {
    Support.SUPPORTS: "supports",
    Support.PARTIALLY: "partially-supports",
    Support.DOES_NOT: "does-not-support",
    Support.NOT_APPLICABLE: "not-applicable",
    Support.NOT_EVALUATED: "not-evaluated",
}
"""What `adherence.level` says."""
COMPONENT: Final = "software"


def render(report: Report) -> bytes:
    """Return the document in UTF-8; the same report gives the same bytes."""
    text = yaml.safe_dump(data(report), allow_unicode=True, sort_keys=False, width=120)
    return text.encode("utf-8", "backslashreplace")


def data(report: Report) -> dict[str, Any]:
    """Return the document as plain values."""
    said, context = words(), report.context
    product = context.product
    return {
        "title": one_line(f"{said('paper.report')}: {product.name} {product.version}"),
        "product": {"name": one_line(product.name), "version": one_line(product.version)},
        "author": {"company_name": "Hallmark", "name": one_line(f"Hallmark {context.harness}")},
        "vendor": {"company_name": one_line(product.supplier)},
        **_date(report),
        "version": one_line(context.run),
        "notes": _notes(report, said),
        "evaluation_methods_used": one_line(
            f"{said.group('witness').get(context.witness, context.witness)} Seed {context.seed}."
        ),
        "catalog": [
            one_line(f"{p.profile.name}, role {p.verdict.role} ({p.verdict.profile_digest})") for p in report.parts
        ],
        "chapters": {name: chapter for part in report.parts for name, chapter in _chapters(part, report, said)},
    }


def _notes(report: Report, said: Words) -> list[str]:
    """Return the verdict first, so that no list of supported requirements stands without it."""
    version, name = report.context.product.version, report.context.environment.name
    lines = [said(f"decision.{report.decision}")]
    if report.exit_code == 4 and report.decision is Decision.CONFORMS:
        lines.append("Hallmark met a fault of its own; it counts against nobody.")
    lines += [f"{part.scope_line()}. {part.sentence(part.verdict.because)}" for part in report.parts]
    lines += [said(f"limits.{code}", version=version, environment=name) for code in LIMITS]
    return [one_line(line) for line in lines]


def _chapters(part: Part, report: Report, said: Words) -> list[tuple[str, dict[str, Any]]]:
    front = f"{part.verdict.profile}/{part.verdict.role}/" if len(report.parts) > 1 else ""
    chapters = []
    for class_ in part.profile.classes:
        rows = [(r, f) for r, f in part.rows() if r.class_ == class_.id]
        criteria = [
            {
                "num": one_line(r.id),
                "handle": one_line(r.statement),
                "level": r.level.value,
                "components": [
                    {
                        "name": COMPONENT,
                        "adherence": {"level": LEVELS[support(f)], "notes": one_line(note(f, part.reason(r, f), said))},
                    }
                ],
            }
            for r, f in rows
        ]
        if criteria:
            chapters.append((one_line(f"{front}{class_.id}"), {"notes": one_line(class_.title), "criteria": criteria}))
    return chapters


def _date(report: Report) -> dict[str, str]:
    at = moment(report.context.started)
    return {"report_date": at.date().isoformat()} if at is not None else {}
