"""`interval`: what is shown has a time within the interval that was asked for (/req/core/fc-time-response)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from harness.reading import Reading
from harness.resources import Resource
from harness.resources.intervals import bounds_of, moments, outside
from harness.rules import base
from harness.rules.lists.selection.part import Check, Part, Shown, all_alike
from harness.rules.things import MOST_KEPT, members, succeeded

TIMES: Final = "times"
"""Where the times of elements are remembered."""


def about(resource: Resource, name: str) -> bool:
    """Tell whether a parameter is an interval."""
    return bool(name) and name == resource.interval


def learn(state: Shown, resource: Resource, x: Reading) -> None:
    """Remember the times that things have."""
    for _, element in members(resource, "list", x) if succeeded(x) and resource.interval else ():
        times = state.setdefault(TIMES, {})
        found = " ".join(map(str, moments(element)))
        times |= {found: None} if found and len(times) < MOST_KEPT else {}


def judge(part: Part) -> Iterator[base.Sign]:
    """Which of an element's times counts is the product's to say: only one with all of them outside is wrong."""
    bounds, x = bounds_of(part.text), part.x
    if not about(part.resource, part.name) or bounds is None:
        return
    if not part.applies:
        yield base.aside(base.unsure(x, "nothing-declared", parameter=part.name))
        return
    seen = False
    for place, element in members(part.resource, "list", x):
        times = moments(element)
        if times and outside(bounds, times):
            cause = f"interval/{x.operation_id}"
            yield base.broke(x, "outside-range", cause=cause, parameter=part.name, pointer=place)
            return
        seen = seen or bool(times)
    known = ([float(t) for t in each.split()] for each in part.state.get(TIMES, {}))
    if seen and any(outside(bounds, times) for times in known):
        yield base.passed(x)
    elif seen:
        yield all_alike(part)


CHECK: Final = Check(about, judge, learn)
