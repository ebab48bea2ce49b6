"""Shapes what checking a bundle says: one answer over numbered steps, each with its reason as a code."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

import msgspec

from harness.verdict import Because


class Answer(StrEnum):
    """What a buyer is told of a bundle."""

    CONFIRMED = "confirmed"
    """Genuine, whole, current, and what it says follows from its evidence."""
    PART = "confirmed_in_part"
    """The same of a disclosure, from which a part of the evidence is withheld; never of the whole."""
    REFUTED = "refuted"
    """Altered, or it does not follow from its evidence."""
    NOT_ACCEPTED = "not_accepted"
    """Genuine as far as can be told, and not to be relied on here: stale, superseded, by nobody who is trusted."""


EXIT = {Answer.CONFIRMED: 0, Answer.REFUTED: 1, Answer.NOT_ACCEPTED: 2, Answer.PART: 2}


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One numbered step."""

    number: int
    name: str
    answer: Answer
    because: tuple[Because, ...] = ()
    """Why not confirmed; empty where it is."""
    notes: tuple[Because, ...] = ()
    """What is to be said besides, and changes no answer."""
    done: bool = True
    """False where an earlier step left nothing to check."""


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """All steps on one bundle."""

    steps: tuple[Step, ...]

    @property
    def answer(self) -> Answer:
        """Return the worst of the steps: what refutes, before what is not accepted. No step at all confirms nothing.

        A step that could not be done is not accepted, and refutes nothing: what was not looked at was not altered.
        """
        return worst(step.answer for step in self.steps)


def worst(answers: Iterable[Answer]) -> Answer:
    """Return the worst answer; of none, Refuted: what was not checked is not confirmed."""
    order = (Answer.REFUTED, Answer.NOT_ACCEPTED, Answer.PART, Answer.CONFIRMED)
    return min(answers, key=order.index, default=Answer.REFUTED)
