"""Takes what a partner of ours is sent, gives each call to the scene it belongs to, and lets scenes wait for calls."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Final

import msgspec

from harness import jsonbytes
from harness.evidence import HALLMARK, Exchange, ExchangeId, Observation, Reply, Response, Silence
from harness.gather.calling.inbound import ELSEWHERE
from harness.gather.clock import Clock
from harness.gather.strand import Strand
from harness.partner.handshakes import Shook, greeting_of
from harness.partner.identity.terms import ENDPOINTS
from harness.partner.outgoing import Ended, Outgoing
from harness.partner.outgoing import exchange_of as outgoing_of
from harness.partner.recording import Taken, exchange_of, kept
from harness.reading.fields import fields_of
from harness.reading.retrying import allowed_at
from harness.redact import Redactor

TICK: Final = 1.0
"""Seconds between two looks at how long there is left."""
MOST_NAMES: Final = 100_000
_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\Z")


class Stage:
    """Calls of one partner; a call that bears a name which came up in an earlier scene still joins that one."""

    def __init__(
        self,
        partner: str,
        clock: Clock,
        redactor: Redactor,
        keep: Callable[[Observation], None],
        send: Callable[[Exchange], None],
    ) -> None:
        """`keep` writes an observation down, and `send` a call of ours that is about to be made.

        What they raise keeps the call from being answered, or made.
        """
        self._send = send
        self._partner = partner
        self._clock = clock
        self._redactor = redactor.of_others()
        self._keep = keep
        self._strands: dict[str, Strand] = {}
        self._scene = ELSEWHERE
        self._names: dict[str, str] = {}
        self._calls: list[Taken] = []
        self._greeted = 0
        self._again = 0
        self.hands_out: Callable[[Taken], str] = lambda taken: ""
        """Returns the secret that an answer of the partner shows, which is kept nowhere; empty: none."""
        self.reached = False
        """Whether anything came at all, if only a handshake."""
        self._changed = threading.Condition()

    def enter(self, scene: str) -> Strand:
        """Give calls that begin something new to this scene from now on."""
        with self._changed:
            self._scene = scene
            return self._strand(scene)

    def leave(self) -> None:
        """Give what is new to nobody."""
        with self._changed:
            self._scene = ELSEWHERE

    def keep(self, taken: Taken) -> None:
        """Write one call down and wake who waits; the partner's host calls it before it answers."""
        with self._changed:
            strand = self._strand(f"token:{self._partner}" if taken.operation in ENDPOINTS else self._belongs(taken))
            exchange = exchange_of(taken, strand.inbound_id(), self._partner, strand.anchor)
            self._redactor = self._redactor.also("signing", self.hands_out(taken).encode())
            self._keep(kept(self._redactor, exchange, taken))
            if taken.request.broken_off is msgspec.UNSET:
                self._calls.append(taken)
                self._again = max(self._again, _again(taken))
            self.reached = True
            self._changed.notify_all()

    def begins(self, outgoing: Outgoing) -> Ended:
        """Write a call of the partner's own down, in the scene that it is about; what came of it follows."""
        with self._changed:
            strand = self._strand(self._scene_of(_names((), outgoing.request.body)))
            id, anchor = strand.inbound_id(), strand.anchor

            def exchange(reply: Reply, at: float) -> Exchange:
                return self._redactor.redact(outgoing_of(outgoing, id, self._partner, anchor, reply, at))

            self._send(exchange(Silence(why="interrupted"), outgoing.at))
        return lambda reply, at: self._keep(exchange(reply, at))

    def delivers(self, outgoing: Outgoing, facts: Mapping[str, str], signature: str, fault: str = "") -> Ended:
        """Write an event down that is about to be delivered in the scene in hand; what came of it follows.

        `facts` say how it was signed; the signature itself is taken out, since a weak secret could be found from it.
        """
        with self._changed:
            strand = self._strand(self._scene)
            self._know(_names((), outgoing.request.body), self._scene)
            id, anchor, redactor = (
                strand.inbound_id(),
                strand.anchor,
                self._redactor.also("signature", signature.encode()),
            )

            def exchange(reply: Reply, at: float) -> Exchange:
                made = outgoing_of(outgoing, id, self._partner, anchor, reply, at)
                return redactor.redact(msgspec.structs.replace(made, fault=fault or None), facts)

            self._send(exchange(Silence(why="interrupted"), outgoing.at))

        def ended(reply: Reply, at: float) -> None:
            with self._changed:
                self._keep(exchange(reply, at))

        return ended

    def asks(self, outgoing: Outgoing, party: str) -> Ended:
        """Write a question of ours down that is asked in the scene in hand; what came of it follows."""
        with self._changed:
            strand = self._strand(self._scene)
            id, anchor, redactor = strand.inbound_id(), strand.anchor, self._redactor

            def exchange(reply: Reply, at: float) -> Exchange:
                made = outgoing_of(outgoing, id, HALLMARK, anchor, reply, at)
                return redactor.redact(msgspec.structs.replace(made, to_party=party, intent="what came of events"))

            self._send(exchange(Silence(why="interrupted"), outgoing.at))

        def ended(reply: Reply, at: float) -> None:
            with self._changed:
                self._keep(exchange(reply, at))

        return ended

    def note(self, make: Callable[[ExchangeId], Observation]) -> None:
        """Write down what was said in the scene in hand; `make` is given its name."""
        with self._changed:
            self._keep(make(self._strand(self._scene).inbound_id()))

    def now(self) -> float:
        """Return seconds since 1970 by the clock of the scene in hand, which only goes forward."""
        strand = self._strand(self._scene)
        return (strand.anchor + strand.now()) / 1_000_000

    def newest(self, match: Callable[[Taken], bool]) -> Taken | None:
        """Return the last call that matches, or None."""
        with self._changed:
            return next((taken for taken in reversed(self._calls) if match(taken)), None)

    def keep_shake(self, shook: Shook) -> None:
        """Write a handshake down that came to nothing, or in which a fault was played."""
        self.reached = True
        if shook.negotiated and not shook.fault:
            return
        with self._changed:
            self._keep(greeting_of(shook, self._strand(self._scene).inbound_id(), self._partner))
            self._greeted += bool(shook.fault)
            self._changed.notify_all()

    @property
    def count(self) -> int:
        """Return how many calls have come."""
        with self._changed:
            return len(self._calls)

    @property
    def greeted(self) -> int:
        """Return in how many handshakes a fault was played."""
        with self._changed:
            return self._greeted

    @property
    def asked(self) -> float:
        """Return for how many seconds from now a product has been asked to wait; less than 0: no longer."""
        with self._changed:
            return self._again / 1_000_000 - self.now()

    def wait(self, since: int, seconds: float, match: Callable[[Taken], bool], tick: Callable[[float], None]) -> bool:
        """Tell whether a call after the first `since` matches, waiting so long at most; `tick` is told what is left."""
        return self.wait_enough(since, seconds, lambda calls: any(map(match, calls)), tick)

    def wait_enough(
        self, since: int, seconds: float, enough: Callable[[Sequence[Taken]], bool], tick: Callable[[float], None]
    ) -> bool:
        """The same of all calls after the first `since` together."""
        return self._wait(seconds, lambda: enough(self._calls[since:]), tick)

    def wait_greeted(self, since: int, seconds: float, tick: Callable[[float], None]) -> bool:
        """The same of a handshake in which a fault was played, after the first `since` of them."""
        return self._wait(seconds, lambda: self._greeted > since, tick)

    def _wait(self, seconds: float, came: Callable[[], bool], tick: Callable[[float], None]) -> bool:
        ending = self._clock.now() + int(seconds * 1_000_000)
        left = seconds
        with self._changed:
            while not came():
                if left <= 0:
                    return False
                tick(left)
                self._changed.wait(min(left, TICK))
                left = (ending - self._clock.now()) / 1_000_000
        return True

    @property
    def quiet(self) -> float:
        """Return for how many seconds nothing has come and nothing was left to be answered; less than 0: not yet."""
        with self._changed:
            return self.now() - max((max(one.came, one.answers) for one in self._calls), default=self.now())

    def settle(self, quiet: float, most: float, since: float = 0.0) -> None:
        """Wait until nothing has come for `quiet` seconds, at most so long; `since` of them have passed already."""
        ending = self._clock.now() + int(most * 1_000_000)
        wanted = quiet - since
        with self._changed:
            while wanted > 0:
                before = len(self._calls)
                left = (ending - self._clock.now()) / 1_000_000
                if left <= 0 or not self._changed.wait_for(partial(self._more_than, before), min(wanted, left)):
                    return
                wanted = quiet

    def _more_than(self, count: int) -> bool:
        return len(self._calls) > count

    def _strand(self, name: str) -> Strand:
        return self._strands.setdefault(name, Strand(name, self._clock))

    def _belongs(self, taken: Taken) -> str:
        """Return the scene of the first name that is known; all names are that scene's from now on."""
        # What stands last in a path is what it is about: a subscription may serve many scenes, a document one.
        asked = _names(reversed(taken.request.target.partition("?")[0].split("/")), taken.request.body)
        scene = self._scene_of(asked)
        self._know((*asked, *_names((), getattr(taken.reply, "body", b""))), scene)
        return scene

    def _know(self, names: Iterable[str], scene: str) -> None:
        if len(self._names) < MOST_NAMES:
            for name in names:
                self._names.setdefault(name, scene)

    def _scene_of(self, names: list[str]) -> str:
        return next((self._names[name] for name in names if name in self._names), self._scene)


def _again(taken: Taken) -> int:
    """Return when an answer allows to come again, microseconds since 1970; 0 where it does not say."""
    if not isinstance(taken.reply, Response) or taken.reply.status not in (429, 503):
        return 0
    return allowed_at(fields_of(taken.reply.head).get("retry-after", ""), round(taken.came * 1_000_000))


def _names(segments: Any, body: bytes) -> list[str]:
    """Return identifiers in a path and at the top of a JSON body."""
    value = jsonbytes.parse(body) if body else None
    members = value.values() if isinstance(value, dict) else ()
    return [each for each in (*segments, *members) if isinstance(each, str) and _UUID.match(each)]
