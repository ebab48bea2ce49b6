"""Lists the single changes and the swaps of neighbours that a check does not catch."""

from __future__ import annotations

from collections.abc import Callable, Iterable

DIGITS = "0123456789"
ALPHABET = DIGITS + "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz/ -."

Missed = list[tuple[int, str]]
"""Place, and what stands there instead."""


def missed_changes(right: str, holds: Callable[[str], bool]) -> Missed:
    """Return the changes of one character after which it still holds."""
    assert holds(right)
    return [
        (at, new)
        for at, old in enumerate(right)
        for new in ALPHABET
        if new != old and holds(f"{right[:at]}{new}{right[at + 1 :]}")
    ]


def missed_swaps(right: str, holds: Callable[[str], bool]) -> Missed:
    """Return the swaps of two neighbours that differ after which it still holds, by the place of the first."""
    assert holds(right)
    return [
        (at, two[::-1])
        for at in range(len(right) - 1)
        if (two := right[at : at + 2])[0] != two[1] and holds(f"{right[:at]}{two[::-1]}{right[at + 2 :]}")
    ]


def places(missed: Iterable[tuple[int, str]]) -> set[int]:
    """Return where they are."""
    return {at for at, _ in missed}
