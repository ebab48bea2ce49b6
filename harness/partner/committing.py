"""Writes down all calls of one turn of the event loop, and only then lets their answers leave.

What is done for many calls at once costs each of them less: the same code runs again while it is at hand.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import TypeAlias

from harness.errors import HallmarkError
from harness.partner.recording import Keep, Settle, Taken, settled

Then: TypeAlias = Callable[[bool], None]
"""Goes on with a call; told whether it was written down."""

_log = logging.getLogger(__name__)


class Commit:
    """The calls of this turn; each is written down before the first of their answers leaves."""

    def __init__(self, keep: Keep, settle: Settle = settled) -> None:
        """`keep` writes one call down; what it raises keeps that call, and no other, from being answered.

        What `settle` raises, which is called after the last of a turn, keeps all calls of the turn from that.
        """
        self._keep = keep
        self._settle = settle
        self._waiting: list[tuple[Taken, Then]] = []
        self._said = ""

    def add(self, taken: Taken, then: Then) -> None:
        """Have a call written down at the end of the turn, and go on with it after that."""
        if not self._waiting:
            asyncio.get_running_loop().call_soon(self._flush)
        self._waiting.append((taken, then))

    def _flush(self) -> None:
        waiting, self._waiting = self._waiting, []
        kept = [self._kept(taken) for taken, _ in waiting]
        try:
            self._settle()
        except Exception as error:
            self._say("no call of this turn could be written down, and none is answered", error)
            kept = [False] * len(waiting)
        for (_, then), is_kept in zip(waiting, kept, strict=True):
            # What one call fails at keeps no other from its answer.
            try:
                then(is_kept)
            except Exception:
                _log.exception("a call could not be answered")

    def _kept(self, taken: Taken) -> bool:
        try:
            self._keep(taken)
        except Exception as error:
            self._say("a call could not be written down, and is not answered", error)
            return False
        return True

    def _say(self, what: str, error: Exception) -> None:
        """Say what failed: a full disk in one line, and once for all calls that it keeps from being answered."""
        if not isinstance(error, HallmarkError):
            _log.error(what, exc_info=error)
        elif str(error) != self._said:
            self._said = str(error)
            _log.error("%s: %s", what, error)
