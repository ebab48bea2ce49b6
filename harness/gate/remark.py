"""Shapes what a gate finds: remarks, each with its weight in the decision."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import msgspec


class Weight(StrEnum):
    """What a remark does to the decision."""

    STOP = "stops"
    UNSAID = "leaves open"
    OURS = "ours"
    SAY = "is said"


class Remark(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that the gate found."""

    weight: Weight
    code: str
    """For programs, and for the sentence in `render/standing.py`."""
    part: str = ""
    subject: str = ""
    """A requirement, class or operation."""
    params: dict[str, Any] = {}
