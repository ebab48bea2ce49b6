"""Says what was declared for a test that results rest on: when the product tries again, and where we listen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlsplit

from harness.profile import NotTested, RuleCall
from harness.render.report import Part, Report
from harness.render.words import Line, words
from harness.resources.hosts import inward

SCHEDULE: Final = "schedule"
"""The parameter by which a rule names the fixture that lists gaps in seconds."""
ADDRESSES: Final = "callback-address/"
"""How the rule is called that asks for private addresses to be refused, our own excepted."""


def declared(part: Part, report: Report) -> tuple[Line, ...]:
    """Return it in sentences; none where nothing of the kind counts in this part."""
    return tuple(_lines(part, report))


def _lines(part: Part, report: Report) -> Iterator[Line]:
    said, context, calls = words(report.language), report.context, tuple(_calls(part))
    for name in dict.fromkeys(str(call.with_[SCHEDULE]) for call in calls if SCHEDULE in call.with_):
        gaps: Any = context.fixtures.get(name)
        if isinstance(gaps, list) and gaps:
            yield said.line("declared.schedule", gaps=", ".join(f"{gap:g}" for gap in gaps if _number(gap)))
    url = context.environment.public_url
    if inward(url) and any(call.rule.startswith(ADDRESSES) for call in calls):
        yield said.line("declared.exempt", host=urlsplit(url).hostname or "")


def _calls(part: Part) -> Iterator[RuleCall]:
    """Yield by what rules, and how, the requirements of this part were judged."""
    judged = {finding.requirement for finding in part.verdict.findings}
    for requirement in part.profile.requirements:
        if requirement.id in judged and not isinstance(requirement.rule, NotTested):
            yield requirement.rule


def _number(gap: object) -> bool:
    return isinstance(gap, int | float)
