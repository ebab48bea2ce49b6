"""Renders the HTML report: one self-contained file that a buyer can read without a network or a script."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import jinja2

from harness.content import root
from harness.profile import NotTested
from harness.render.curl import curl, variable
from harness.render.exchange import Shown, lay_out
from harness.render.prose import sentence
from harness.render.report import Part, Report
from harness.verdict import Because, Cause, Decision, Finding, Outcome, Violation

OUTCOME_WORDS = {
    Outcome.CONFORMS: "Conforms",
    Outcome.VIOLATES: "Violates",
    Outcome.INCONCLUSIVE: "Inconclusive",
    Outcome.NOT_APPLICABLE: "Not applicable",
    Outcome.NOT_TESTED: "Not tested",
    Outcome.FAULT: "Fault of ours",
}
WITNESSES = {
    "supplier": "the supplier itself; nobody independent watched",
    "force": "a police force",
    "laboratory": "a test laboratory",
}


def render(report: Report) -> bytes:
    """Return the page in UTF-8."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(root("reports") / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page = environment.get_template("report.html.j2").render(
        report=report,
        context=report.context,
        parts=[_part(part, report) for part in report.parts],
        decision=report.decision.value,
        headline=_headline(report),
        started=_moment(report.context.started),
        witness=WITNESSES.get(report.context.witness, report.context.witness),
        finished=report.footer.stopped if report.footer else "no footer: the run was cut off",
        left=report.footer.left if report.footer else (),
        environment=report.context.environment,
    )
    return page.encode()


def _headline(report: Report) -> str:
    causes = len(report.causes())
    if report.decision is Decision.CONFORMS:
        return "Every requirement that is binding in the classes claimed was shown to be met, by evidence."
    if report.decision is Decision.VIOLATES:
        return f"Binding requirements are not met. {causes} root {'cause' if causes == 1 else 'causes'} found."
    return "Not everything that is claimed could be shown. This is neither a pass nor a fail."


def _moment(microseconds: int) -> str:
    return datetime.fromtimestamp(microseconds / 1e6, UTC).strftime("%-d %B %Y, %H:%M UTC")


def _part(part: Part, report: Report) -> dict[str, Any]:
    rows = [_row(part, requirement, finding, report) for requirement, finding in part.rows()]
    return {
        "profile": part.profile,
        "verdict": part.verdict,
        "subject": part.subject,
        "because": sentence(part.verdict.because),
        "scope": part.scope_line(),
        "basis": part.verdict.by_basis,
        "levels": part.verdict.by_level,
        "shoulds": part.shoulds(),
        "others": part.untested_elsewhere(),
        "causes": [_cause(n, cause, part, report) for n, cause in enumerate(part.verdict.causes, 1)],
        "classes": [
            {"result": c, "is": next(k for k in part.profile.classes if k.id == c.id)} for c in part.verdict.classes
        ],
        "rows": {c.id: [r for r in rows if r["requirement"].class_ == c.id] for c in part.profile.classes},
        "words": OUTCOME_WORDS,
    }


def _row(part: Part, requirement: Any, finding: Finding, report: Report) -> dict[str, Any]:
    return {
        "requirement": requirement,
        "finding": finding,
        "word": OUTCOME_WORDS[finding.outcome],
        "reason": requirement.rule.reason if isinstance(requirement.rule, NotTested) else sentence(finding.because),
        "source": part.profile.sources[requirement.source.ref],
        "rule": "" if isinstance(requirement.rule, NotTested) else requirement.rule.rule,
        "cites": finding.cites.first[:3],
        "violations": [{"text": sentence(v.because), "is": v} for v in finding.violations],
        "deviation": next((d for d in report.context.deviations if d.requirement == requirement.id), None),
    }


def _cause(number: int, cause: Cause, part: Part, report: Report) -> dict[str, Any]:
    violations = [v for f in part.verdict.findings for v in f.violations if v.cause == cause.id]
    exchange = report.exchanges.get(cause.example)
    return {
        "number": number,
        "is": cause,
        "text": sentence(cause.because),
        "requirements": [r for i in cause.requirements if (r := part.profile.requirement(i))],
        "times": max((v.cites.count for v in violations), default=0),
        "shown": _shown(cause.because, exchange),
        "before": _before(violations, cause, report),
        "curl": curl(exchange, report.context) if exchange else "",
        "variable": variable(exchange.identity) if exchange else "",
    }


def _before(violations: list[Violation], cause: Cause, report: Report) -> list[Shown]:
    """Return up to three exchanges that led to the one shown, in their order."""
    names = dict.fromkeys(name for v in violations[:1] for name in v.cites.first[:6] if name != cause.example)
    earlier = [n for n in names if n.partition == cause.example.partition and n < cause.example]
    return [lay_out(report.exchanges[n]) for n in sorted(earlier)[-3:] if n in report.exchanges]


def _shown(because: Because, exchange: Any) -> Shown | None:
    if exchange is None:
        return None
    return lay_out(exchange, str(because.params.get("pointer", "")), str(because.params.get("header", "")))
