"""Tells from evidence who called whom, part by part, where the product itself made a call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

import msgspec

from harness.evidence import PRODUCT, Answer, Exchange, Greeting, Handshake, Observation

MOST_SCENES: Final = 24
MOST_STEPS: Final = 40
"""Of one scene; the others are counted."""

Step = Exchange | Greeting | Handshake | Answer


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """What happened in one partition of evidence, in its order."""

    name: str
    """The partition's."""
    steps: tuple[Step, ...]
    more: int = 0
    """Steps that stand in the evidence alone."""


def scenes(observations: Iterable[Observation]) -> tuple[tuple[Scene, ...], int]:
    """Return the scenes in which the product called, in the order of time, and how many more there are.

    One scene is held at a time beside those that are returned. Content is left out of what they hold.
    """
    found: list[Scene] = []
    more = 0
    for name, steps in groupby(observations, key=lambda one: one.id.partition):
        scene = _scene(name, steps)
        if scene is not None and len(found) < MOST_SCENES:
            found.append(scene)
        elif scene is not None:
            more += 1
    return tuple(sorted(found, key=lambda one: at(one.steps[0]))), more


def at(step: Step) -> int:
    """Return when a step began, in microseconds since 1970."""
    return step.times.anchor + step.times.sent if isinstance(step, Exchange) else step.at


def _scene(name: str, observations: Iterator[Observation]) -> Scene | None:
    kept: list[Step] = []
    called, count = False, 0
    for one in observations:
        if isinstance(one, Step):
            count += 1
            called = called or _by_product(one)
            if len(kept) < MOST_STEPS:
                kept.append(_light(one))
    return Scene(name=name, steps=tuple(kept), more=count - len(kept)) if called else None


def _by_product(step: Step) -> bool:
    return isinstance(step, Greeting) or (isinstance(step, Exchange) and step.from_party == PRODUCT)


def _light(step: Step) -> Step:
    """Return a step without content, which is not drawn and may be large."""
    if not isinstance(step, Exchange):
        return step
    request, reply = step.request, step.reply
    bare = msgspec.structs.replace(request, head=b"", body=b"")
    answer = msgspec.structs.replace(reply, head=b"", body=b"") if hasattr(reply, "body") else reply
    return msgspec.structs.replace(step, request=bare, reply=answer, redactions=())
