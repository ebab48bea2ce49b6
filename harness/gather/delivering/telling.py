"""Tells a product of the events of a scene, by the subscription that it made or has, and looks for their effects."""

from __future__ import annotations

import dataclasses
import ssl
from collections.abc import Callable, Iterable
from typing import Any, Final

from harness.errors import ProfileError
from harness.fit import suggest
from harness.gather.calling.stage import Stage
from harness.gather.calling.stimuli import NotBroughtAbout
from harness.gather.delivering.effects import Watcher
from harness.gather.delivering.events import Subscription
from harness.gather.delivering.kinds import EVENTS
from harness.gather.delivering.publishing import Publisher, Way
from harness.gather.orders import Orders
from harness.gather.plan import Aim, PartitionPlan
from harness.profile import Deliveries

KEY: Final = "signs_with"
LETTERS: Final = "letters"
"""What that fixture says where a product signs with the letters of the secret, and not with what they stand for."""
NO_SUBSCRIPTION: Final = "stimulus:subscribe"
"""Why nothing is delivered to a product that did not subscribe."""


class Telling:
    """Deliveries of one run."""

    def __init__(self, orders: Orders, aim: Aim, terms: Deliveries, stage: Stage, left: Callable[[], float]) -> None:
        """Raises ProfileError where a scene asks for what cannot be delivered.

        `left` returns how many seconds the run may still last, and raises StopRun at its end.
        """
        _check(orders.plan.partitions)
        declaration = orders.declaration
        self._declaration = declaration
        self._left = left
        self._publisher = Publisher(terms, aim.contract, stage, orders.plan.seed, orders.clock.wall)
        ca = declaration.target.tls.ca
        self._trusted = ssl.create_default_context(cafile=ca) if ca else None
        """The authorities that the run file declares for the product's own addresses."""
        self._watcher = Watcher(
            stage, terms.retrieve, declaration.effects, orders.clock.wall, orders.hooks_in, self._trusted
        )
        self.seen = False
        """Whether the last event that ought to have an effect, of the scene in hand, was seen to have one."""
        stage.hands_out = self._publisher.hands_out

    def tell(self, part: PartitionPlan, tick: Callable[[float], None]) -> None:
        """Deliver the events of a scene, and wait until the last of them shows. Raises NotBroughtAbout."""
        kinds: Any = part.settings["events"]
        self.seen = False
        allowed = frozenset(self._declaration.partners.allow_callbacks_to)
        self._publisher.deliver(tuple(kinds), Way(self._subscription(), self._trusted), part.name, allowed)
        if self._publisher.names:
            within = min(self._declaration.limits.stimulus_seconds, self._left())
            self.seen = self._watcher.await_effect(self._publisher.names[-1], within, tick)

    def look(self) -> None:
        """Have the product's own list kept as it is at the end of the scene."""
        self._watcher.listed()

    def _subscription(self) -> Subscription:
        given, letters = self._declaration.subscription, self._declaration.fixtures.get(KEY) == LETTERS
        if given is not None:
            secret = str(given.secret)
            return Subscription(url=given.url, key=given.key_id, secret=secret, id=given.id, letters=letters)
        made = self._publisher.learned()
        if made is None or not (made.url and made.secret):
            raise NotBroughtAbout(NO_SUBSCRIPTION)
        return dataclasses.replace(made, letters=letters)


def _check(parts: Iterable[PartitionPlan]) -> None:
    for part in parts:
        kinds: Any = part.settings.get("events", ())
        for kind in kinds:
            if kind not in EVENTS:
                where = f"{part.name}, for {', '.join(part.requirements)}"
                raise ProfileError(f"no event is called {kind!r}", where=where, hint=suggest(kind, list(EVENTS)))
