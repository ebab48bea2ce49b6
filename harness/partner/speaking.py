"""Says what goes back to one request: what the script answers, or the fault that is played, as it will be sent."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Iterable
from dataclasses import replace
from email.utils import formatdate
from functools import lru_cache
from typing import Final

from msgspec import structs

from harness import evidence
from harness.expression import Headers
from harness.partner.call import Came, Reply, World
from harness.partner.delivery import head_alone
from harness.partner.faults.base import Turn
from harness.partner.faults.choosing import NONE, Chosen, Faults
from harness.partner.play import Play, Said
from harness.partner.port import Asked
from harness.partner.problem import problem
from harness.partner.recording import as_sent, whole
from harness.partner.variants import varied

Clock = Callable[[], float]
"""Gives seconds since 1970."""
MOST_SAME: Final = 32
"""Answers that are remembered as they are sent: many partners give the same again within a second."""
LONGEST_SAME: Final = 16_384
"""Octets of content of those."""

_log = logging.getLogger(__name__)


class Ahead:
    """The world by a clock that is ahead."""

    def __init__(self, world: World, seconds: float) -> None:
        self.store = world.store
        self.later = world.later
        self.send = world.send
        self.dispatch = world.dispatch
        self._world = world
        self._seconds = seconds

    def now(self) -> float:
        """Seconds since 1970, and some."""
        return self._world.now() + self._seconds


class Speaker:
    """Answers for a partner; of connections it knows nothing."""

    def __init__(self, play: Play, world: World, clock: Clock, crashes: list[str]) -> None:
        """`crashes` is added to where our script fails: a fault of ours, whatever the caller makes of the answer."""
        self.faults: Faults = NONE
        """What is played on calls; may be changed while the partner serves."""
        self.elsewhere = ""
        """Scheme, host and port of another host that listens too; empty: none."""
        self.play = self._usual = play
        self._world = world
        self._clock = clock
        self._crashes = crashes

    def decides(self, variant: str) -> None:
        """Decide from now on as a variant of the script says, or as ever (empty). Raises MockError."""
        if not variant:
            self.play = self._usual
            return
        script, mock = varied(self._usual.script.name, variant)
        self.play = Play(script, mock, self._usual.authority, self._usual.contract, self._usual.description)

    def plays(self, chosen: Iterable[Chosen], seed: int) -> None:
        """Play these faults from now on, counting calls anew."""
        chosen = tuple(chosen)
        self.faults = Faults(chosen, seed) if chosen else NONE

    def said(self, asked: Asked, early: Reply | None) -> tuple[Said, evidence.Reply]:
        """Return what is said to a request, and that as it is sent; `early` was decided without its content."""
        head, store = asked.head, self._world.store
        store.begin()
        try:
            if early is not None:
                said = Said(self.play.spoken(self._world, early, head.method, head.headers, asked.came))
            else:
                said = self._played(head.method, head.target, head.headers, asked.body, asked.came)
            sent = self.sent(said.reply, head.method)
            store.end()
            return said, sent
        except Exception as error:
            store.undo()
            self._crashes.append(f"{type(error).__name__} in the partner's script")
            _log.exception("the script failed at %s %s", head.method, head.shown_target)
            failed = problem(500, "The partner's script has failed.")
            said = Said(self.play.spoken(self._world, failed, head.method))
            return said, self.sent(said.reply, head.method)

    def sent(self, reply: Reply, method: str) -> evidence.Reply:
        """Return a reply as it is sent. Raises ValueError where a field would be no field."""
        if reply.delivery is not None or len(reply.body) > LONGEST_SAME:
            return as_sent(self._dated(reply), method)
        return _whole(reply, method == "HEAD", int(self._clock()))

    def _played(self, method: str, target: str, headers: Headers, body: bytes, came: Came) -> Said:
        """Return what the script says, or the fault that is played on the call."""
        if not self.faults.chosen:
            return self._unspoilt(method, target, headers, body, came)
        operation = self.play.named(method, target)
        chosen = self.faults.next(operation, self._world.now())
        if chosen is None:
            return self._unspoilt(method, target, headers, body, came)
        fault, turn = chosen[0].play, self._turn(chosen[0].name, chosen[1], target, self.faults.pause(operation))
        fault.begin(turn)
        client = self.play.caller(headers, turn.now, came)
        answer = fault.instead(turn)
        if answer is not None:
            reply = self._dated(self.play.spoken(self._world, answer, method, headers, came))
            return Said(reply, operation, client, chosen[0].name)
        world = Ahead(self._world, fault.shift) if fault.shift else self._world
        said = self.play.said(world, method, target, headers, body, came)
        turn = replace(turn, schema=self.play.schema_of(said.operation, said.reply.status))
        spoilt = fault.spoilt(self._dated(said.reply), turn)
        if method == "HEAD" and spoilt.delivery is not None and said.reply.delivery is None:
            spoilt = structs.replace(spoilt, delivery=head_alone(spoilt.delivery))
        return said._replace(reply=spoilt, fault=chosen[0].name)

    def _unspoilt(self, method: str, target: str, headers: Headers, body: bytes, came: Came) -> Said:
        said = self.play.said(self._world, method, target, headers, body, came)
        bad = self.play.authority.fault_of(headers.get("authorization"))
        return said._replace(fault=bad) if bad else said

    def _turn(self, name: str, chance: random.Random, target: str, pause: float) -> Turn:
        return Turn(
            name=name,
            chance=chance,
            now=self._world.now(),
            target=target,
            authority=self.play.authority,
            elsewhere=self.elsewhere,
            pause=pause,
        )

    def _dated(self, reply: Reply) -> Reply:
        return dated(reply, int(self._clock()))


def dated(reply: Reply, second: int) -> Reply:
    """Return a reply with a Date field, unless it has one."""
    if reply.header("Date"):
        return reply
    return structs.replace(reply, headers=(*reply.headers, ("Date", _date(second))))


@lru_cache(maxsize=MOST_SAME)
def _whole(reply: Reply, head_alone: bool, second: int) -> evidence.Response:
    return whole(dated(reply, second), "HEAD" if head_alone else "")


@lru_cache(maxsize=4)
def _date(second: int) -> str:
    return formatdate(second, usegmt=True)
