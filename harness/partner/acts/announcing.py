"""Announces events to those who subscribed, and replays what could not be delivered."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import msgspec

from harness.partner.acts.base import Act, Name, Refusal
from harness.partner.bench import Bench
from harness.partner.call import Call, Reply, Step
from harness.partner.dispatch.dispatcher import DEAD
from harness.partner.dispatch.letter import Letter
from harness.partner.store import Record

IDENTITY: Final = "documentId"
"""The member of an event that tells it from others."""


class Announce(Act, frozen=True, kw_only=True, tag="announce"):
    """Delivers events in the background to each subscription to their type, and keeps what each is about."""

    in_: Name = msgspec.field(name="in")
    """The shelf of subscriptions."""
    documents: Name
    """The shelf of each subscription on which lies what its events are about."""
    about: str = "urn"
    """Member of the first case that events are put in order by."""
    events: tuple[dict[str, Any], ...]
    ca: str = ""
    """Template of the path of an authority that is trusted besides."""

    def ready(self, bench: Bench) -> Step:
        makes, ca = [bench.value(event) for event in self.events], bench.text(self.ca)

        def step(call: Call) -> None:
            # One event is the same to all who are told of it, its name included.
            happened = [make(call.scope) for make in makes]
            for record in tuple(call.world.store.look(self.in_)):
                for body in happened:
                    if body["eventType"] in record["eventTypes"]:
                        self._tell(call, record, body, ca(call.scope))

        return step

    def _tell(self, call: Call, record: Record, body: dict[str, Any], ca: str) -> None:
        key = record["clientSubscriptionId"]
        call.world.store.shelf(self.documents, key).put(body[IDENTITY], {IDENTITY: body[IDENTITY]})
        letter = Letter(
            subscription=key,
            event=body[IDENTITY],
            body=body,
            about=body["cases"][0][self.about],
            correlation=call.world.store.fresh_uuid(),
            secret=record.get("hmac", {}).get("secret", ""),
            ca=ca,
        )
        call.world.dispatch(letter)


class DeadLetters(Act, frozen=True, kw_only=True, tag="dead-letters"):
    """Keeps as `$found.<as>` what could not be delivered to a subscription."""

    of: str
    as_: Name = msgspec.field(name="as")

    def ready(self, bench: Bench) -> Step:
        of = bench.text(self.of)

        def step(call: Call) -> None:
            call.found[self.as_] = [one["shown"] for one in call.world.store.look(DEAD, of(call.scope))]

        return step


class Replay(Act, frozen=True, kw_only=True, tag="replay"):
    """Has a dead letter delivered after all."""

    of: str
    key: str
    renames: bool = False
    """Whether what is delivered has another name than the dead letter."""
    else_: Refusal = msgspec.field(name="else")

    def ready(self, bench: Bench) -> Step:
        of, key, refusal = bench.text(self.of), bench.text(self.key), self.else_.reply()

        def step(call: Call) -> Reply | None:
            shelf = call.world.store.look(DEAD, of(call.scope))
            dead = shelf.get(key(call.scope))
            if dead is None:
                return refusal
            shelf.drop(key(call.scope))
            letter = Letter(**dead["letter"])
            if self.renames:
                name = call.world.store.fresh_uuid()
                letter = replace(letter, event=name, body={**letter.body, IDENTITY: name})
            call.world.dispatch(letter)
            return None

        return step
