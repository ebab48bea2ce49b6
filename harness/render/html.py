"""Renders the HTML report: one self-contained file that a buyer can read without a network or a script."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import jinja2
from markupsafe import Markup, escape

from harness.content import root
from harness.render.buyers import for_buyers
from harness.render.inert import inert
from harness.render.page import page
from harness.render.prose import stopped
from harness.render.report import Report
from harness.render.words import Words, words
from harness.verdict import Decision

LONGEST: Final = 2_000
"""Characters of one value on the page."""
LONGEST_COMMAND: Final = 24_000


def render(report: Report) -> bytes:
    """Return the page in UTF-8; the same report gives the same bytes."""
    templates = root("reports") / "templates"
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates),
        autoescape=True,
        finalize=_harmless,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["command"] = lambda text: Markup(escape(inert(text, LONGEST_COMMAND)))
    css = (templates / "report.css").read_text(encoding="utf-8")
    started = _date(report.context.started)
    english = words()
    text = environment.get_template("report.html.j2").render(
        report=report,
        context=report.context,
        pages=[page(part, n, report) for n, part in enumerate(report.parts, 1)],
        css=Markup(css),  # our own file
        css_digest=Markup(base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()),
        headline=headline(report, english),
        buyers=[for_buyers(part, n, report) for n, part in enumerate(report.parts, 1)],
        w=words(report.language),
        started=moment(report.context.started, english),
        today=started.date().isoformat() if started else "",
        witness=english.group("witness").get(report.context.witness, report.context.witness),
        stopped=stopped(report.footer.stopped) if report.footer else "The run was cut off before its end.",
        left=report.footer.left if report.footer else (),
        words=english.group("outcome"),
        decisions=english.group("decision"),
    )
    return text.encode()


def _harmless(value: Any) -> Any:
    """Make every value that reaches the page inert; markup is our own, and the values in it have come by here."""
    return value if isinstance(value, Markup) else inert(str(value), LONGEST)


def headline(report: Report, english: Words) -> str:
    """Return the result in a sentence or two."""
    code = "could_not_begin" if report.exit_code == 3 else "inconclusive"
    code = code if report.decision is Decision.INCONCLUSIVE else report.decision.value
    return english(f"headline.{code}", causes=len(report.causes()))


def moment(microseconds: int, english: Words) -> str:
    """Return a time since 1970 in words, to the minute."""
    at = _date(microseconds)
    if at is None:
        return english("paper.unknown_time")
    return f"{at.day} {english('months').split()[at.month - 1]} {at.year}, {at:%H:%M} UTC"


def _date(microseconds: int) -> datetime | None:
    try:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
    except OverflowError:
        return None
