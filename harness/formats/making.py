"""Says what makes an identifier: a draw of numbers, a maker of right ones, and makers of ones wrong in a named way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

Draw: TypeAlias = Callable[[int], int]
"""Gives a whole number from 0 up to, and without, its argument; chance comes from outside, as `Random.randrange`."""
Make: TypeAlias = Callable[[Draw], str]

YEARS_OF_NOBODY: Final = ("30", "31", "32")
"""Last two digits of years for the numbers of invented persons, where no range is set aside for tests.

Whoever could be arrested in 1932, at seven (eight from 1933: Children and Young Persons Act 1933, section 50), is over
a hundred, and 2030 is to come: no such number is of a living person.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One kind of identifier."""

    holds: Callable[[str], bool]
    """Whether a text can be one; takes any text and never raises."""
    make: Make
    """Draws one that holds."""
    wrong: Mapping[str, Make] = field(default_factory=dict)
    """By the one thing that is wrong with them: each draws one that does not hold."""
    source: str = ""


def digits(draw: Draw, count: int) -> str:
    """Return `count` random digits."""
    return "".join(str(draw(10)) for _ in range(count))


def one_of(draw: Draw, choices: Sequence[str]) -> str:
    """Return one of `choices`."""
    return choices[draw(len(choices))]


def with_other_digit(draw: Draw, text: str, place: int) -> str:
    """Return an identifier with another digit at `place`."""
    return f"{text[:place]}{(int(text[place]) + 1 + draw(9)) % 10}{text[place + 1 :]}"
