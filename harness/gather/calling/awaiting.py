"""Waits for what a stimulus causes: a call that is taken, any call, or a handshake that shows a bad certificate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeAlias

from harness.gather.bench import endless
from harness.gather.calling.stage import Stage
from harness.partner.recording import Taken
from harness.profile import Stimulus

GREETED: Final = "greeted"
CALLED: Final = "called"
COMES_AGAIN: Final = frozenset({401, 408, 425, 429})
"""Refusals after which the same call is made again."""
Tick: TypeAlias = Callable[[float], None]
"""Told how many seconds are left."""


class Awaited:
    """What comes from the moment on at which it is made: make it before the product is told to act."""

    def __init__(self, stage: Stage, stimulus: Stimulus, until: str) -> None:
        """`until` is what ends the waiting, in the words of `profile.Stimulus`."""
        self._stage = stage
        self._operations = (stimulus.awaits, *stimulus.instead)
        self._times = stimulus.times
        self._until = until
        self._calls, self._greetings = stage.count, stage.greeted

    def came(self, seconds: float, tick: Tick, left: Callable[[], float] = endless) -> bool:
        """Tell whether it came, waiting for it so long at most, and no longer than what is `left` of the run.

        After a handshake the call itself is waited for too, and may stay away: a product that met a bad certificate
        may try again or leave it at that. What it tries again belongs to this scene and to none that follows.
        """
        if self._until != GREETED:
            return self._called(seconds, tick, left)
        if not self._stage.wait_greeted(self._greetings, min(seconds, left()), tick):
            return False
        self._called(seconds, tick, left)
        return True

    def _called(self, seconds: float, tick: Tick, left: Callable[[], float]) -> bool:
        """Wait for the calls; a product that was asked to come later is waited for as long from then on."""
        within = seconds
        while not self._stage.wait_enough(self._calls, min(within, left()), self._enough, tick):
            within = self._stage.asked + seconds
            if within <= 0:
                return False
        return True

    def _enough(self, calls: Sequence[Taken]) -> bool:
        return sum(map(self._matches, calls)) >= self._times

    def _matches(self, taken: Taken) -> bool:
        return taken.operation in self._operations and (self._until == CALLED or 200 <= _status(taken) < 300)


def everybody_has(parties: Iterable[str], operations: frozenset[str], times: int) -> Callable[[Sequence[Taken]], bool]:
    """Return what tells whether each of several partners was called so often and gave a last word: yes or no."""

    def told(calls: Sequence[Taken]) -> bool:
        ended = Counter(one.party for one in calls if one.operation in operations and _is_ended(_status(one)))
        return all(ended[party] >= times for party in parties)

    return told


def _is_ended(status: int) -> bool:
    return 200 <= status < 300 or (400 <= status < 500 and status not in COMES_AGAIN)


def _status(taken: Taken) -> int:
    return getattr(taken.reply, "status", 0)
