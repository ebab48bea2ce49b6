"""Has a clock that is wrong."""

from __future__ import annotations

from email.utils import formatdate
from typing import Annotated

import msgspec

from harness.partner.call import Reply
from harness.partner.faults.base import Fault, Turn
from harness.partner.otherwise import with_field


class ClockSkew(Fault, frozen=True, kw_only=True, tag="clock-skew"):
    """Dates the answer, and what it records, by a clock that is ahead or behind."""

    seconds: Annotated[float, msgspec.Meta(ge=-86_400 * 366, le=86_400 * 366)] = 600.0
    """How far ahead; below 0: behind."""

    @property
    def shift(self) -> float:
        return self.seconds

    def spoilt(self, reply: Reply, turn: Turn) -> Reply:
        return with_field(reply, "Date", formatdate(turn.now + self.seconds, usegmt=True))
