"""`dates`: what is shown lies after, or before, the time that was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from harness.reading import Reading
from harness.resources import DateRange, Resource
from harness.rules import base
from harness.rules.conditions import instant
from harness.rules.lists.selection.part import Check, Part, Shown, all_alike, learn_values, raw

DAY: Final = 10
"""Characters of a date (RFC 3339, full-date)."""


def _range_of(resource: Resource, name: str) -> DateRange | None:
    return next((one for one in resource.dates if name in (one.after, one.before)), None)


def about(resource: Resource, name: str) -> bool:
    """Tell whether a parameter bounds a time."""
    return _range_of(resource, name) is not None


def learn(state: Shown, resource: Resource, x: Reading) -> None:
    """Remember the times that could be bounded."""
    learn_values(state, resource, {one.pointer for one in resource.dates}, x)


def judge(part: Part) -> Iterator[base.Sign]:
    """Judge a part of things from a time on, or up to one."""
    one, x = _range_of(part.resource, part.name), part.x
    if one is None:
        return
    seen = False
    for place, value in raw(part.resource, one.pointer, x):
        beyond = _beyond(one, part.name, part.text, value)
        if beyond is None:
            continue
        seen = True
        if beyond:
            cause = f"dates/{x.operation_id}/{part.name}"
            yield base.broke(x, "outside-range", cause=cause, parameter=part.name, pointer=place)
            return
    known = part.state.get(one.pointer, {})
    if seen and any(_beyond(one, part.name, part.text, value) for value in known):
        yield base.passed(x)
    elif seen:
        yield all_alike(part)


def _beyond(range_: DateRange, name: str, text: str, value: Any) -> bool | None:
    """Tell whether a time lies outside of what was asked for; None where that cannot be told."""
    if not isinstance(value, str):
        return None
    if range_.is_date:
        try:
            bound, day = date.fromisoformat(text[:DAY]), date.fromisoformat(value[:DAY])
        except ValueError:
            return None
        return day < bound if name == range_.after else day > bound
    bound_at, at = instant(text), instant(value)
    if bound_at is None or at is None:
        return None
    return at < bound_at if name == range_.after else at > bound_at


CHECK: Final = Check(about, judge, learn)
