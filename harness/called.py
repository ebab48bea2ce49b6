"""Tells from evidence who called whom, part by part, where the product itself made a call."""

from __future__ import annotations

from typing import Final

import msgspec

from harness.evidence import HALLMARK, RELAY, Answer, Exchange, Greeting, Handshake, Observation
from harness.leading import weight

MOST_SCENES: Final = 24
MOST_STEPS: Final = 40
"""Of one scene; the others are counted."""
LARGE: Final = 10_000
"""Octets of a step that is not held whole while it is not known whether its scene is drawn."""

Step = Exchange | Greeting | Handshake | Answer


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """What happened in one partition of evidence, in its order."""

    name: str
    """The partition's."""
    steps: tuple[Step, ...]
    more: int = 0
    """Steps that stand in the evidence alone."""


class Calls:
    """The scenes in which the product called; observations are shown to it in canonical order.

    One scene is held at a time beside those that are returned. Content is left out of what they hold.
    """

    def __init__(self) -> None:
        self._found: list[Scene] = []
        self._more = 0
        self._at_hand = _Drawn("")

    def see(self, observation: Observation) -> None:
        """Take in what happened next."""
        if observation.id.partition != self._at_hand.name:
            self._turn()
            self._at_hand = _Drawn(observation.id.partition)
        if isinstance(observation, Step):
            self._at_hand.add(observation)

    def scenes(self) -> tuple[tuple[Scene, ...], int]:
        """Return the scenes in the order of time, and how many more there are; ask once, at the end."""
        self._turn()
        return tuple(sorted(self._found, key=lambda one: at(one.steps[0]))), self._more

    def _turn(self) -> None:
        """End the scene at hand: keep it, if the product called in it."""
        if self._at_hand.called and len(self._found) < MOST_SCENES:
            self._found.append(self._at_hand.scene())
        else:
            self._more += self._at_hand.called


def at(step: Step) -> int:
    """Return when a step began, in microseconds since 1970."""
    return step.times.anchor + step.times.sent if isinstance(step, Exchange) else step.at


class _Drawn:
    """The partition at hand."""

    __slots__ = ("_count", "_kept", "called", "name")

    def __init__(self, name: str) -> None:
        self.name = name
        self.called = False
        self._kept: list[Step] = []
        self._count = 0

    def add(self, step: Step) -> None:
        self._count += 1
        self.called = self.called or _by_product(step)
        if len(self._kept) < MOST_STEPS:
            self._kept.append(_light(step) if _is_large(step) else step)

    def scene(self) -> Scene:
        return Scene(name=self.name, steps=tuple(map(_light, self._kept)), more=self._count - len(self._kept))


def _by_product(step: Step) -> bool:
    return isinstance(step, Greeting) or (isinstance(step, Exchange) and step.from_party not in (HALLMARK, RELAY))


def _is_large(step: Step) -> bool:
    """Tell whether a step is held without content from the first: most are small, and most scenes are not drawn."""
    return isinstance(step, Exchange) and weight(step) > LARGE


def _light(step: Step) -> Step:
    """Return a step without content, which is not drawn and may be large."""
    if not isinstance(step, Exchange):
        return step
    request, reply = step.request, step.reply
    bare = msgspec.structs.replace(request, head=b"", body=b"")
    answer = msgspec.structs.replace(reply, head=b"", body=b"") if hasattr(reply, "body") else reply
    return msgspec.structs.replace(step, request=bare, reply=answer, redactions=())
