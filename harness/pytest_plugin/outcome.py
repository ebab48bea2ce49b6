"""Turns a finding into what pytest knows: pass, failure, error or skip."""

from __future__ import annotations

from typing import NoReturn

import pytest

from harness.verdict import Outcome


class Told(Exception):
    """Something is to be said without a traceback; the first line is the gist of it."""

    __module__ = "hallmark"
    """What is printed before the name, wherever a tool prints one."""

    @property
    def gist(self) -> str:
        """Return the first line."""
        return str(self).partition("\n")[0]


class NotMet(Told, AssertionError):
    """The product does not meet the requirement: a failure."""

    __module__ = "hallmark"


class NotTold(Told):
    """Nothing can be said of the product: an error, raised before the test proper begins."""

    __module__ = "hallmark"


class NotGathered(NotTold):
    """There is no evidence: the same error for every requirement."""

    __module__ = "hallmark"


ERRORS = (Outcome.INCONCLUSIVE, Outcome.FAULT)
SKIPS = (Outcome.NOT_APPLICABLE, Outcome.NOT_TESTED)


def before(outcome: Outcome, text: str) -> None:
    """Raise in the item's setup what is an error or a skip; `text` says why."""
    if outcome in ERRORS:
        raise NotTold(text)
    if outcome in SKIPS:
        skip(text)


def call(outcome: Outcome, text: str) -> None:
    """Pass only what conforms; whatever else comes this far fails."""
    if outcome is not Outcome.CONFORMS:
        raise NotMet(text)


def skip(text: str) -> NoReturn:
    """Skip the item."""
    pytest.skip(text)
