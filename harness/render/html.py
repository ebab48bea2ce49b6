"""Renders the HTML report for buyers, without a network or a script: one file, and further ones where it is large."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from harness.render import when
from harness.render.buyers import for_buyers
from harness.render.calling import drawn
from harness.render.details import further, places
from harness.render.filling import filled
from harness.render.page import MOST_OPERATIONS, Page, page
from harness.render.prose import stopped
from harness.render.report import Report
from harness.render.words import Words, words
from harness.verdict import Decision

MOST_KEPT: Final = 12
"""Things that a product keeps which are named."""


def render(report: Report) -> bytes:
    """Return the page in UTF-8; the same report gives the same bytes."""
    started = when.moment(report.context.started)
    english = words()
    pages = _pages(report)
    return filled(
        "report.html.j2",
        report=report,
        context=report.context,
        pages=pages,
        most_operations=MOST_OPERATIONS,
        most_kept=MOST_KEPT,
        details=[places(one, report) for one in pages],
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
        scenes=[drawn(scene, _questions(report)) for scene in report.scenes],
        more_scenes=report.more_scenes,
    )


def render_further(report: Report) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of each page of the folder that `report.paged` names; a small report has none."""
    yield from further(_pages(report), report)


def _pages(report: Report) -> list[Page]:
    return [page(part, n, report) for n, part in enumerate(report.parts, 1)]


def _questions(report: Report) -> dict[str, str]:
    return {key: text for part in report.parts for key, text in part.profile.questions.items()}


def headline(report: Report, english: Words) -> str:
    """Return the result in a sentence or two."""
    code = "could_not_begin" if report.exit_code == 3 else "inconclusive"
    code = code if report.decision is Decision.INCONCLUSIVE else report.decision.value
    return english(f"headline.{code}", causes=len(report.causes()))


def moment(microseconds: int, english: Words) -> str:
    """Return a time since 1970 in words, to the minute."""
    at = when.moment(microseconds)
    if at is None:
        return english("paper.unknown_time")
    return f"{at.day} {english('months').split()[at.month - 1]} {at.year}, {at:%H:%M} UTC"
