"""Gives "there is nothing there" a value of its own, apart from JSON's null."""

from __future__ import annotations

import enum
from typing import Final, Literal, TypeAlias


class _Missing(enum.Enum):
    """An enumeration of one, so that a type checker narrows on `is MISSING`."""

    MISSING = "missing"

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "MISSING"


Missing: TypeAlias = Literal[_Missing.MISSING]
"""The type of `MISSING`."""

MISSING: Final = _Missing.MISSING
"""What an expression yields when the place it names does not exist."""
