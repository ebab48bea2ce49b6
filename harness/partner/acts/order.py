"""Decides what comes before what: repeated messages, and messages that arrive late."""

from __future__ import annotations

import hashlib

import msgspec
import orjson

from harness.partner.acts.base import Act, Name, Refusal
from harness.partner.bench import Bench
from harness.partner.call import Call, Reply, Step
from harness.partner.instant import seconds_of


class Once(Act, frozen=True, kw_only=True, tag="once"):
    """Answers a message that was taken before as it was answered then; refuses its key with other content."""

    key: str
    """Template of what names the message."""
    else_: Refusal = msgspec.field(name="else")
    compare: bool = True
    """Whether the content is compared; if not, any message of the same key is answered as the first."""
    replay: bool = True
    """Whether a repeat is answered as before; if not, it is taken as if it were new."""
    busy: Refusal | None = None
    """The answer while the first has not been given yet; without it, a repeat is answered at once."""

    def ready(self, bench: Bench) -> Step:
        key, refusal = bench.text(self.key), self.else_.reply()
        busy = self.busy.reply() if self.busy else None

        def step(call: Call) -> Reply | None:
            call.once, call.digest = key(call.scope), _digest(call)
            before = call.world.store.before(call.once)
            if before is None:
                return None
            if self.compare and before.content != call.digest:
                return refusal
            if busy is not None and call.world.now() < before.at:
                return busy
            return before.reply if self.replay else None

        return step


def _digest(call: Call) -> bytes:
    told = [call.operation, call.path, call.scope["request"]["body"]]
    return hashlib.blake2b(orjson.dumps(told, option=orjson.OPT_SORT_KEYS), digest_size=16).digest()


class Earlier(Act, frozen=True, kw_only=True, tag="earlier"):
    """Keeps as `$found.<as>` whether one time lies before another; false where either is absent."""

    time: str
    than: str
    as_: Name = msgspec.field(name="as")

    def ready(self, bench: Bench) -> Step:
        time, than = bench.value(self.time), bench.value(self.than)

        def step(call: Call) -> None:
            one, other = seconds_of(time(call.scope)), seconds_of(than(call.scope))
            call.found[self.as_] = one is not None and other is not None and one < other

        return step
