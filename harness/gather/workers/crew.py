"""Has partitions gathered by worker processes: starts them, grants what they ask for, and notices when one dies."""

from __future__ import annotations

import dataclasses
import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Final

import msgspec

from harness.contract import EMPTY, pack
from harness.gather.identity.forge import Unavailable
from harness.gather.memory.knowledge import Knowledge
from harness.gather.orders import Event, Orders, unheard
from harness.gather.plan import PartitionPlan
from harness.gather.restraint.limits import SECOND, Allowance, StopRun
from harness.gather.session import Session
from harness.gather.workers.errands import Do, Ended, Idle, NeedsToken, Rest, Said, Sent, Setup, Stopped, Token, Wants
from harness.gather.workers.worker import work

GRANTED_AHEAD: Final = SECOND // 4
"""Microseconds of the rate that one worker is granted at a time."""
MOST_GRANTED: Final = 64
PATIENCE: Final = 40
"""Seconds that a worker is given to end by itself."""
WORTHWHILE: Final = 3 * SECOND
"""Microseconds of work that a worker should have, for its start takes one or two seconds."""
OUR_SHARE: Final = 800
"""Microseconds that an exchange takes us at least."""


@dataclass(slots=True)
class _Mate:
    """One worker."""

    process: BaseProcess
    line: Connection
    part: PartitionPlan | None = None
    """What it has in hand."""


class Crew:
    """Some workers, for as long as there is something to do."""

    def __init__(
        self,
        orders: Orders,
        session: Session,
        *,
        knowledge: tuple[Knowledge | None, ...],
        fresh: Callable[[str], str],
        ended: Callable[[PartitionPlan, Ended], None],
    ) -> None:
        """`fresh` names a partition; `ended` is told of each one that is over."""
        self._orders = orders
        self._session = session
        self._knowledge = knowledge
        self._fresh = fresh
        self._ended = ended
        self._queue: deque[PartitionPlan] = deque()
        self._mates: dict[Connection, _Mate] = {}
        self._stopped = ""
        self._workers = 1

    def gather(self, parts: Iterable[PartitionPlan], workers: int) -> list[PartitionPlan]:
        """Have them gathered; returns those that no worker took. Raises StopRun when the run must end."""
        self._queue.extend(parts)
        self._workers = workers
        try:
            for number in range(workers):
                self._start(number)
            while self._mates:
                for line in wait(list(self._mates)):
                    self._listen(line)  # type: ignore[arg-type]
        except BaseException:
            self._stopped = self._stopped or "interrupted"
            self._dismiss()
            raise
        if self._stopped:
            raise StopRun(self._stopped)
        return list(self._queue)

    def _start(self, number: int) -> None:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=work, args=(theirs, self._setup(number)), name=f"worker-{number}", daemon=True)
        process.start()
        theirs.close()
        self._mates[ours] = _Mate(process, ours)

    def _setup(self, number: int) -> Setup:
        plan, session = self._orders.plan, self._session
        aims = tuple(msgspec.structs.replace(aim, contract=EMPTY) for aim in plan.aims)
        return Setup(
            number=number,
            orders=dataclasses.replace(
                self._orders,
                plan=msgspec.structs.replace(plan, aims=aims, partitions=()),
                progress=unheard,
                description=(),
            ),
            contracts=tuple(pack(aim.contract) for aim in plan.aims),
            last=dict(session.last),
            knowledge=self._knowledge,
            made_up=session.made_up.known(),
            cache=self._orders.cache,
        )

    def _listen(self, line: Connection) -> None:
        """Take in what a worker says, and answer it."""
        mate = self._mates[line]
        try:
            said: Said = line.recv()
            self._answer(mate, said)
        except (EOFError, OSError):
            self._gone(mate)

    def _answer(self, mate: _Mate, said: Said) -> None:
        match said:
            case Wants(unused):
                self._grant(mate, unused)
            case NeedsToken(identity, refused):
                found = self._session.credentials.token(identity, refused)
                mate.line.send(Token(why=found.why) if isinstance(found, Unavailable) else Token(text=found))
            case Sent(partition, count):
                self._session.add(partition, count)
            case Ended():
                assert mate.part is not None
                part, mate.part = mate.part, None
                self._ended(part, said)
            case Stopped(reason):
                self._stopped = self._stopped or reason
            case Idle():
                self._hand_out(mate)

    def _grant(self, mate: _Mate, unused: int) -> None:
        allowance = self._session.wire.allowance
        assert isinstance(allowance, Allowance)
        allowance.give_back(unused)
        if self._stopped:
            mate.line.send(Rest(self._stopped))
            return
        try:
            lease = allowance.lease(self._share())
        except StopRun as stop:
            self._stopped = stop.reason
            mate.line.send(Rest(stop.reason))
            return
        mate.line.send(lease)

    def _share(self) -> int:
        """Return how many requests a worker is granted at a time: few, where the rate is low."""
        rate = self._orders.declaration.limits.requests_per_second
        return max(1, min(MOST_GRANTED, int(rate * GRANTED_AHEAD / SECOND / self._workers)))

    def _hand_out(self, mate: _Mate) -> None:
        if self._stopped or not self._queue:
            mate.line.send(Rest(self._stopped))
            return
        mate.part = self._queue.popleft()
        name = self._fresh(mate.part.name)
        self._session.tell(Event(kind="partition", partition=name, requirements=mate.part.requirements))
        mate.line.send(Do(mate.part, name))

    def _gone(self, mate: _Mate) -> None:
        """Take leave of a worker; one that still had a partition in hand did not end by itself."""
        del self._mates[mate.line]
        mate.line.close()
        mate.process.join(PATIENCE)
        if mate.part is not None and not self._stopped:
            self._ended(mate.part, Ended(mate.part.name, skipped="worker", unprepared="worker"))

    def _dismiss(self) -> None:
        """Let every worker come to its end, and end those that do not."""
        for mate in self._mates.values():
            mate.line.close()
        for mate in self._mates.values():
            mate.process.join(1)
            if mate.process.is_alive():
                mate.process.terminate()
                mate.process.join(PATIENCE)
        self._mates.clear()


def worthwhile(parts: Sequence[PartitionPlan], most: int, pace: int) -> int:
    """Return how many workers partitions are worth, `most` at most; 1 is for the run's own process.

    `pace` is how long an exchange took so far, microseconds: a quick product is tried before many have started.
    """
    takes = sum(part.estimate for part in parts) * max(pace, OUR_SHARE)
    return max(1, min(most, len(parts), takes // WORTHWHILE))
