"""Tells everybody who has asked to be told of a change."""

from __future__ import annotations

from typing import Any

import msgspec
import orjson

from harness.partner.acts.base import Act, Name
from harness.partner.bench import Bench
from harness.partner.call import Call, Step


class Publish(Act, frozen=True, kw_only=True, tag="publish"):
    """POSTs JSON in the background to each record on a shelf that lists the event."""

    in_: Name = msgspec.field(name="in")
    of: str = ""
    event: str
    """Template of the name of what has happened."""
    body: dict[str, Any]
    among: str = "eventTypes"
    """Member of a record that lists the events it is to be told of."""
    to: str = "callbackUrl"
    """Member of a record with the URL."""

    def ready(self, bench: Bench) -> Step:
        of, event, body = bench.text(self.of), bench.text(self.event), bench.value(self.body)

        def step(call: Call) -> None:
            shelf = call.world.store.look(self.in_, of(call.scope))
            name = event(call.scope) if len(shelf) else ""
            for record in shelf:
                if name in record[self.among]:
                    call.world.send(record[self.to], orjson.dumps(body(call.scope)))

        return step
