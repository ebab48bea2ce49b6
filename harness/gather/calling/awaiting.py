"""Waits for what a stimulus causes: a call that is taken, any call, or a handshake that shows a bad certificate."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from harness.gather.bench import endless
from harness.gather.calling.stage import Stage
from harness.partner.recording import Taken
from harness.profile import Stimulus

GREETED: Final = "greeted"
CALLED: Final = "called"
Tick: TypeAlias = Callable[[float], None]
"""Told how many seconds are left."""


class Awaited:
    """What comes from the moment on at which it is made: make it before the product is told to act."""

    def __init__(self, stage: Stage, stimulus: Stimulus, until: str) -> None:
        """`until` is what ends the waiting, in the words of `profile.Stimulus`."""
        self._stage = stage
        self._operations = (stimulus.awaits, *stimulus.instead)
        self._until = until
        self._calls, self._greetings = stage.count, stage.greeted

    def came(self, seconds: float, tick: Tick, left: Callable[[], float] = endless) -> bool:
        """Tell whether it came, waiting for it so long at most, and no longer than what is `left` of the run.

        After a handshake the call itself is waited for too, and may stay away: a product that met a bad certificate
        may try again or leave it at that. What it tries again belongs to this scene and to none that follows.
        """
        if self._until != GREETED:
            return self._called(min(seconds, left()), tick)
        if not self._stage.wait_greeted(self._greetings, min(seconds, left()), tick):
            return False
        self._called(min(seconds, left()), tick)
        return True

    def _called(self, seconds: float, tick: Tick) -> bool:
        return self._stage.wait(self._calls, seconds, self._matches, tick)

    def _matches(self, taken: Taken) -> bool:
        status = getattr(taken.reply, "status", 0)
        return taken.operation in self._operations and (self._until == CALLED or 200 <= status < 300)
