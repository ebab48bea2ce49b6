"""Draws texts of the national identifiers: of each some right ones, and one that is wrong in each named way."""

from __future__ import annotations

import random
from typing import Final

from harness.formats import IDENTIFIERS, Format

GOOD: Final = 6
"""Right ones of each."""


def drawn(name: str, one: Format) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return right texts and wrong ones, the same in every run."""
    draw = random.Random(name).randrange
    good = tuple(dict.fromkeys(one.make(draw) for _ in range(GOOD)))
    return good, tuple(make(draw) for make in one.wrong.values())


DRAWN: Final = {name: drawn(name, one) for name, one in IDENTIFIERS.items()}
"""By the format's name. Numbers of persons are of nobody, as `harness.formats` makes them."""
