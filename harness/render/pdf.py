"""Renders the whole report as PDF/UA-1: the texts of the page, on paper."""

from __future__ import annotations

from typing import Any, Final

from harness.procurement import Scheme
from harness.render.about import PRODUCT
from harness.render.annex import Entry
from harness.render.buyers import for_buyers
from harness.render.exchange import Shown
from harness.render.html import headline, moment
from harness.render.page import Page, ShownCause, page
from harness.render.paper.typeset import typeset
from harness.render.report import Report, met_in_class
from harness.render.words import ENGLISH, Words, words

MOST_CAUSES: Final = 40
"""Root causes that are set with their exchange; the others are counted."""
MOST_LINES: Final = 24
"""Lines of a request or a reply; the page and the evidence have all."""


def render(report: Report) -> bytes:
    """Return the PDF; the same report gives the same bytes."""
    return typeset("report", data(report), report.context.started // 1_000_000)


def data(report: Report) -> dict[str, Any]:
    """Return what the paper is filled with."""
    said, context = words(), report.context
    name = f"{context.product.name} {context.product.version}"
    return {
        "title": name,
        "description": f"{said('paper.report')}: {name}, {context.product.supplier}",
        "supplier": context.product.supplier,
        "decision": report.decision.value,
        "result": said(f"decision.{report.decision}"),
        "headline": [headline(report, said), *(f"{part.scope_line()}." for part in report.parts)],
        "parts": [_part(n, report, said) for n in range(1, len(report.parts) + 1)],
        "deviations": [[d.requirement, d.owner, d.reason, d.expires] for d in context.deviations[:200]],
        "waivers": [
            [a.requirement, a.owner, a.reason, f"{a.expires}: {said(f'waivers.{a.state}')}"]
            for a in report.accepted[:200]
        ],
        "command": f"hallmark judge {report.evidence}",
        "words": said.group("paper") | {"waivers": said("waivers.title"), "no_waivers": said("waivers.none")},
        **heads(said),
        "footer": f"Hallmark {context.harness}: {said('paper.report')}, {name}",
    }


def heads(said: Words) -> dict[str, Any]:
    """Return the heads of the tables, and what the foot of each page needs."""
    return {
        "of": said("paper.of"),
        "fact_heads": [said("paper.fact"), said("paper.value")],
        "class_heads": [said(f"paper.{key}") for key in ("class", "result", "must", "should")],
        "deviation_heads": [said(f"paper.{key}") for key in ("requirement", "owner", "reason", "until")],
        "waiver_heads": [said(f"waivers.{key}") for key in ("requirement", "owner", "reason", "expires")],
        "annex_heads": [said(f"annex.{key}") for key in ("scheme", "asks", "shown", "carried")],
        "support_heads": [said(f"paper.{key}") for key in ("requirement", "level", "asks", "support", "note")],
    }


def _part(number: int, report: Report, said: Words) -> dict[str, Any]:
    part = report.parts[number - 1]
    shown, buyer = page(part, number, report), for_buyers(part, number, report)
    causes = [c for c in shown.causes if not c.of_description][:MOST_CAUSES]
    more = len(part.causes(PRODUCT)) - len(causes)
    return {
        "words": {
            **{key: said(f"summary.{key}") for key in ("can", "cannot", "not_shown")},
            **{key: said(f"{group}.title") for key, group in (("summary", "summary"), ("limits", "limits"))},
            **{key: said(f"paper.{key}") for key in ("tested", "classes", "causes")},
            "support": said("support_table.title"),
            "support_caption": said("support_table.caption"),
            "flakes": said("flakes.title"),
            "annex": said("annex.title"),
            "annex_intro": said("annex.intro"),
        },
        "can": [line.text for line in buyer.plain.can],
        "cannot": [line.text for line in buyer.plain.cannot],
        "not_shown": [line.text for line in buyer.plain.not_shown],
        "limits": [*part.profile.notice, *(line.text for line in (*buyer.declared, *buyer.limits))],
        "flakes": [line.text for line in buyer.flakes],
        "annex": [_scheme(scheme, entries, said) for scheme, entries in _by_scheme(buyer.annex)],
        "facts": facts(shown, report, said),
        "classes": classes(shown, said),
        "causes": [_cause(c, report, said) for c in causes],
        "more_causes": said("paper.more_causes", more=more) if more > 0 else "",
        "support": [
            [s.requirement.id, s.requirement.level.value, s.requirement.statement, said(f"support.{s.term}"), s.note]
            for s in buyer.supported
        ],
    }


def _by_scheme(entries: tuple[Entry, ...]) -> list[tuple[Scheme, list[Entry]]]:
    schemes = {e.asked.scheme.id: e.asked.scheme for e in entries}
    return [(scheme, [e for e in entries if e.asked.scheme.id == name]) for name, scheme in schemes.items()]


def _scheme(scheme: Scheme, entries: list[Entry], said: Words) -> dict[str, Any]:
    lines = []
    for e in entries:
        counted = f" ({said('annex.counted', met=e.met, of=e.of)})" if e.of else ""
        missing = f"; {said('annex.missing', names=', '.join(e.missing))}" if e.missing else ""
        carried = ", ".join(e.asked.bound.requirements) or said("annex.none")
        state = said(f"annex.state.{e.shown}")
        row = (
            e.asked.line.title,
            e.asked.line.asks,
            f"{state}{counted}{missing}",
            f"{carried} {e.asked.bound.because}",
        )
        lines.append([text.strip() for text in row])
    return {"title": scheme.title, "certified_by": scheme.certified_by, "source": scheme.source, "lines": lines}


def facts(shown: Page, report: Report, said: Words) -> list[list[str]]:
    """Return what was tested, by what and by whom, a row each."""
    part, context, verdict = shown.part, report.context, shown.part.verdict
    values = {
        "profile": f"{part.profile.title} ({part.profile.name}, {verdict.profile_digest})",
        "role": shown.role,
        "claimed": "; ".join(shown.claimed) or said("paper.none"),
        "target": f"{part.subject.target} ({context.environment.name}), {moment(context.started, said)}",
        "witness": said.group("witness").get(context.witness, context.witness),
        "run": f"{context.run}, seed {context.seed}, Hallmark {context.harness}, rulebook {verdict.rulebook}",
        "basis": part.basis_line(),
    }
    return [[said(f"paper.{key}"), value] for key, value in values.items()]


def classes(shown: Page, said: Words) -> list[list[str]]:
    """Return each class with its result and its counts."""
    rows = []
    for c in shown.classes:
        result = said(f"decision.{c.result.verdict}") if c.result.claimed else said("cell.not_claimed")
        attested = shown.part.attested_in(class_=c.about.id)
        counts = (_of(c.result.must, attested[True], said), _of(c.result.should, attested[False], said))
        rows.append([c.about.title, result, *counts])
    return rows


def _of(counts: dict[str, int], attested: int, said: Words) -> str:
    words = said("paper.of"), said("paper.attested"), said("paper.not_applicable")
    return met_in_class(counts, attested, *words) if sum(counts.values()) else said("paper.none")


def _explained(cause: ShownCause, report: Report, said: Words) -> tuple[str, str]:
    """Return why it matters, and the language that this is in: the report's, where the profile has it in that."""
    if not cause.rows:
        return "", ENGLISH
    requirement = cause.rows[0].requirement
    translated = next((p.translated[requirement.id] for p in report.parts if requirement.id in p.translated), "")
    if translated:
        return translated, report.language
    mark = f" ({said('language.untranslated')})" if report.language != ENGLISH else ""
    return f"{requirement.explain}{mark}", ENGLISH


def _cause(cause: ShownCause, report: Report, said: Words) -> dict[str, Any]:
    explain, language = _explained(cause, report, said)
    return {
        "text": f"{cause.number}. {cause.text}",
        "rows": [
            {"id": r.requirement.id, "level": r.requirement.level.value, "statement": r.requirement.statement}
            for r in cause.rows
        ],
        "explain": explain,
        "language": language,
        "name": f"{cause.shown.name}: {cause.shown.outcome}" if cause.shown else "",
        "request": _lines(cause.shown, request=True),
        "reply": _lines(cause.shown, request=False),
    }


def _lines(shown: Shown | None, *, request: bool) -> str:
    if shown is None:
        return ""
    lines = [line.text for line in (shown.request if request else shown.reply)]
    return "\n".join(lines[:MOST_LINES] + (["…"] if len(lines) > MOST_LINES else []))
