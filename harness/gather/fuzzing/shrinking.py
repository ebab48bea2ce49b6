"""Proposes smaller cases than one that went wrong: less in the query, fewer members, shorter texts, plainer numbers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from harness.gather.cases import Case
from harness.gather.message import to_json
from harness.gather.pairs import Steps, drop, put

Wrong = Callable[[Case], bool]
"""Sends a case, and tells whether the same is wrong with it."""


def shrunk(case: Case, wrong: Wrong, budget: int) -> Case:
    """Return the smallest case found with which the same is wrong; sends at most `budget` requests."""
    left = budget
    better = True
    while better and left > 0:
        better = False
        for smaller in smaller_than(case):
            if left <= 0:
                break
            left -= 1
            if wrong(smaller):
                case, better = smaller, True
                break
    return case


def smaller_than(case: Case) -> Iterator[Case]:
    """Yield cases that are smaller in one thing, the greatest savings first."""
    for index in range(len(case.query)):
        yield msgspec.structs.replace(case, query=case.query[:index] + case.query[index + 1 :])
    yield from _of_body(case)
    for index, (name, text) in enumerate(case.query):
        for shorter in _of_text(text):
            pair = ((name, shorter),)
            yield msgspec.structs.replace(case, query=case.query[:index] + pair + case.query[index + 1 :])


def _of_body(case: Case) -> Iterator[Case]:
    try:
        value = json.loads(case.body)
    except (ValueError, RecursionError):
        yield from _of_octets(case)
        return
    for steps, new in sorted(_smaller(value), key=lambda change: len(to_json(change[1]))):
        yield _with_body(case, new, steps)


def _with_body(case: Case, value: Any, steps: Steps) -> Case:
    """Return the case with another body; holes at or below the place that changed are given up if they are gone."""
    holes = tuple(hole for hole in case.holes if hole.steps != steps and _exists(value, hole.steps))
    return msgspec.structs.replace(case, body=to_json(value), holes=holes)


def _of_octets(case: Case) -> Iterator[Case]:
    size = len(case.body)
    for piece in (case.body[: size // 2], case.body[size // 2 :], case.body[:-1]):
        if piece and piece != case.body:
            yield msgspec.structs.replace(case, body=piece, holes=())


def _smaller(value: Any) -> Iterator[tuple[Steps, Any]]:
    """Yield the place that changed, and the whole value with the change."""
    for steps, part in _parts(value, ()):
        if steps:
            yield steps, drop(value, steps)
        for plainer in _plainer(part):
            yield steps, put(value, steps, plainer)


def _parts(value: Any, steps: Steps) -> Iterator[tuple[Steps, Any]]:
    yield steps, value
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, member in members:
        yield from _parts(member, (*steps, name))


def _plainer(part: Any) -> Iterator[Any]:
    if isinstance(part, str):
        yield from _of_text(part)
    elif isinstance(part, bool) or part is None:
        return
    elif isinstance(part, int | float):
        yield from (number for number in (0, 1) if number < abs(part))
    elif isinstance(part, list) and len(part) > 1:
        yield part[: len(part) // 2]
        yield part[len(part) // 2 :]
    elif isinstance(part, dict) and part:
        yield {}


def _of_text(text: str) -> Iterator[str]:
    if len(text) > 1:
        yield text[: len(text) // 2]
        yield text[len(text) // 2 :]
        yield text[:-1]
    if text and not text.isascii():
        yield "".join(character if character.isascii() else "a" for character in text)


def _exists(value: Any, steps: Steps) -> bool:
    for step in steps:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return False
    return True
