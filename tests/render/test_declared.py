"""What was declared for a test stands in its reports where results rest on it, and nowhere else."""

from __future__ import annotations

import msgspec
import pytest
from sample_report import report

from harness.profile import RuleCall
from harness.render.declared import declared
from harness.render.html import render as html
from harness.render.markdown import render as markdown
from harness.render.report import Report
from harness.render.text import render as text

SCHEDULE = "The product declares that it tries again after 60, 240, 600.5 seconds. Its attempts are held against that."
EXEMPT = "A product that refuses private addresses exempts 127.0.0.1, where this test listens, by this exact name"


def told(gaps: object = (60, 240, 600.5), url: str = "https://127.0.0.1:8443", rests: bool = True) -> Report:
    """Return a report of a product of which one requirement rests on a declared schedule."""
    made = report()
    (part, *_) = made.parts
    first, second, *others = part.profile.requirements
    retries = RuleCall(rule="retries/1", with_={"schedule": "retry_gaps"})
    addresses = RuleCall(rule="callback-address/1", with_={"of": "inward"})
    changed = (msgspec.structs.replace(first, rule=retries), msgspec.structs.replace(second, rule=addresses))
    requirements = (*(changed if rests else (first, second)), *others)
    part = msgspec.structs.replace(part, profile=msgspec.structs.replace(part.profile, requirements=requirements))
    environment = msgspec.structs.replace(made.context.environment, public_url=url)
    fixtures = {"retry_gaps": list(gaps) if isinstance(gaps, tuple) else gaps}
    context = msgspec.structs.replace(made.context, fixtures=fixtures, environment=environment)
    return msgspec.structs.replace(made, parts=(part,), context=context)


def said(made: Report) -> list[str]:
    return [line.text for line in declared(made.parts[0], made)]


def test_the_schedule_and_our_own_host_are_said() -> None:
    assert said(told()) == [SCHEDULE, f"{EXEMPT} alone."]


@pytest.mark.parametrize("render", [html, markdown, text])
def test_every_report_that_people_read_says_them(render: object) -> None:
    assert callable(render)
    for sentence in (SCHEDULE, EXEMPT):
        assert sentence in render(told()).decode().replace("\\", "")


def test_what_nothing_rests_on_is_not_said() -> None:
    assert said(told(rests=False)) == []
    assert said(told(gaps="soon", url="https://us.example.org")) == []
    assert said(told(gaps=(), url="")) == []
