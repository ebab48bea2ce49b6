"""`sort`: a list comes in the order that was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from harness.expression.compare import is_number
from harness.reading import Reading
from harness.resources import Resource
from harness.rules import base
from harness.rules.conditions import instant
from harness.rules.lists.selection.part import Check, Part, Shown, all_alike, raw


def about(resource: Resource, name: str) -> bool:
    """Tell whether a parameter sorts."""
    return resource.sort is not None and resource.sort.parameter == name


def learn(state: Shown, resource: Resource, x: Reading) -> None:
    """Remember nothing: order is seen in the part itself."""


def judge(part: Part) -> Iterator[base.Sign]:
    """Judge a list by the one way of sorting that was asked for."""
    sort, x = part.resource.sort, part.x
    choices = sort.choices if sort is not None and sort.parameter == part.name else ()
    choice = next((one for one in choices if one[0] == part.text), None)
    if choice is None:
        return
    _, pointer, descending = choice
    values = [value for _, value in raw(part.resource, pointer, x)]
    if len({str(value) for value in values}) < 2:
        yield all_alike(part)
        return
    directions = (False, True) if descending is None else (descending,)
    if any(_in_order(values, down) for down in directions):
        yield base.passed(x)
    else:
        yield base.broke(x, "not-sorted", cause=f"sort/{x.operation_id}", parameter=part.name, value=part.text)


def _in_order(values: list[Any], descending: bool) -> bool:
    """Tell whether values stand in order: numbers by size, times by instant, texts by either of two common orders."""
    keys: list[list[Any]] = []
    moments = [instant(value) for value in values]
    if all(moment is not None for moment in moments):
        keys = [moments]
    elif all(is_number(value) for value in values):
        keys = [values]
    elif all(isinstance(value, str) for value in values):
        keys = [values, [value.casefold() for value in values]]
    else:
        return True  # of several kinds: what comes first is nobody's rule
    return any(list(key) == sorted(key, reverse=descending) for key in keys)


CHECK: Final = Check(about, judge, learn)
