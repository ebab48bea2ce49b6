"""What lies outside one call while a partner is served: its store, its clock, what it put off, and its own calls."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable, Iterable
from typing import Final

from harness.partner.dispatch.dispatcher import Dispatcher
from harness.partner.dispatch.letter import Letter
from harness.partner.dispatch.terms import Policy
from harness.partner.faults.base import CALLBACK, OfCallbacks
from harness.partner.faults.choosing import Faults
from harness.partner.outbox import Outbox
from harness.partner.outgoing import Begins, Ended, Outgoing
from harness.partner.store import Store

HELD_SECONDS: Final = 2.0
"""How long a call that is kept back waits for the next."""


class Outside:
    """The world of one partner's calls (`World`)."""

    def __init__(
        self,
        store: Store,
        policy: Policy,
        clock: Callable[[], float],
        faults: Callable[[], Faults],
        crashes: list[str],
    ) -> None:
        """`clock` gives seconds since 1970, `faults` what is played; `crashes` takes what we failed at."""
        self.store = store
        self._clock = clock
        self._faults = faults
        self._crashes = crashes
        self._outbox = Outbox(clock)
        self._dispatcher = Dispatcher(store, policy, clock)
        self._timers: set[asyncio.TimerHandle] = set()
        self._held: dict[str, list[bytes]] = {}
        self._held_by: dict[str, str] = {}

    def allows(self, hosts: Iterable[str]) -> None:
        """Let these hosts be called too, beside this machine."""
        self._outbox.allowed = self._dispatcher.allowed = frozenset(hosts)

    def keeps(self, begins: Begins) -> None:
        """Have each call written down before it is made."""

        def begun(outgoing: Outgoing) -> Ended:
            try:
                return begins(outgoing)
            except Exception:
                self._crashes.append("a call of the partner's own could not be written down")
                raise

        self._outbox.begins = self._dispatcher.begins = begun

    def now(self) -> float:
        """Seconds since 1970."""
        return self._clock()

    def later(self, seconds: float, do: Callable[[], None]) -> None:
        """Do something once, after so many seconds, unless the partner has stopped by then."""

        def then() -> None:
            self._timers.discard(timer)
            do()

        timer = asyncio.get_running_loop().call_later(seconds, then)
        self._timers.add(timer)

    def send(self, url: str, body: bytes) -> None:
        """POST JSON to a callback URL in the background."""
        faults = self._faults()
        chosen = faults.next(CALLBACK) if faults.chosen else None
        held = self._held.setdefault(url, [])
        if chosen is not None and isinstance(chosen[0].play, OfCallbacks):
            for each in chosen[0].play.sent(held, body):
                self._outbox.send(url, each, chosen[0].name)
            self._held_by[url] = chosen[0].name
            self.later(HELD_SECONDS, functools.partial(self._release, url))
        else:
            self._outbox.send(url, body)
            self._release(url)

    def dispatch(self, letter: Letter) -> None:
        """Deliver an event to a subscription in the background."""
        self._dispatcher.dispatch(letter)

    async def close(self) -> None:
        """Give up what was put off and what waits to be sent."""
        for timer in self._timers:
            timer.cancel()
        await self._outbox.close()
        await self._dispatcher.close()

    def _release(self, url: str) -> None:
        fault = self._held_by.pop(url, "")
        for each in self._held.pop(url, ()):
            self._outbox.send(url, each, fault)
