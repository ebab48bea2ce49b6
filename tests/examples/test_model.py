"""An example holds what was declared with it, and nothing more where nothing was."""

from __future__ import annotations

from building import exchange

from harness.evidence import Exchange
from harness.examples.model import BESIDE, SHOWN, Example


def test_nothing_is_declared_unless_it_is_said() -> None:
    made = Example(exchanges=(exchange("GET", "/notes"),))
    assert (made.fixtures, made.public_url, made.skew, made.described) == ({}, "", 0, ())


def test_what_stands_beside_exchanges_is_shown_as_well() -> None:
    assert Exchange in SHOWN
    assert set(BESIDE.values()) < set(SHOWN)
