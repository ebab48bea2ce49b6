"""Stands for the run in a worker process: asks it for leave to send, for tokens and for work."""

from __future__ import annotations

from multiprocessing.connection import Connection
from typing import Any, Final

from harness.gather.clock import Clock
from harness.gather.identity.forge import Unavailable
from harness.gather.restraint.limits import Lease, StopRun
from harness.gather.workers.errands import Do, Ended, Idle, NeedsToken, Rest, Sent, Stopped, Token, Wants

TOLD: Final = 50
"""Exchanges after which the run is told how many there were."""


class Office:
    """One worker's line to its run."""

    def __init__(self, line: Connection, clock: Clock) -> None:
        """`line` leads to the run's own process; when that has gone, every call raises EOFError or OSError."""
        self._line = line
        self._clock = clock
        self._lease = Lease(first=0, interval=0, count=0, until=0)
        self._used = 0
        self._sent = 0
        self._partition = ""

    def take(self) -> None:
        """Wait for the next free slot of the run's rate. Raises StopRun."""
        while True:
            lease, now = self._lease, self._clock.now()
            slot = lease.first + self._used * lease.interval
            if self._used < lease.count and max(slot, now) <= lease.until:
                self._used += 1
                if slot > now:
                    self._clock.sleep(slot - now)
                return
            self._lease, self._used = self._leave(lease.count - self._used), 0

    def source(self, identity: str) -> RemoteSource:
        """Return where the tokens of an identity come from."""
        return RemoteSource(self, identity)

    def token(self, identity: str, refused: str = "") -> str | Unavailable:
        """Return a token that the run has, or fetches."""
        answer = self._ask(NeedsToken(identity, refused))
        assert isinstance(answer, Token)
        return answer.text or Unavailable(answer.why)

    def work(self) -> Do | None:
        """Return the next partition, or None when there is none."""
        self.tell()
        answer = self._ask(Idle())
        self._partition = answer.name if isinstance(answer, Do) else ""
        return answer if isinstance(answer, Do) else None

    def heard(self) -> None:
        """Count an exchange."""
        self._sent += 1
        if self._sent >= TOLD:
            self.tell()

    def tell(self) -> None:
        """Say how many exchanges there were since the last time."""
        if self._sent:
            self._line.send(Sent(self._partition, self._sent))
            self._sent = 0

    def ended(self, how: Ended) -> None:
        """Say that a partition is over."""
        self.tell()
        self._line.send(how)

    def stopped(self, reason: str) -> None:
        """Say that the run should stop."""
        self.tell()
        self._line.send(Stopped(reason))

    def leave(self) -> None:
        """Give back what was not sent."""
        if self._lease.count > self._used:
            self._leave(self._lease.count - self._used)

    def _leave(self, unused: int) -> Lease:
        answer = self._ask(Wants(unused))
        if isinstance(answer, Rest):
            self._lease, self._used = Lease(first=0, interval=0, count=0, until=0), 0
            raise StopRun(answer.reason)
        assert isinstance(answer, Lease)
        return answer

    def _ask(self, question: Any) -> Any:
        self._line.send(question)
        return self._line.recv()


class RemoteSource:
    """Tokens of one identity, as the run has them; see `tokens.Source`."""

    def __init__(self, office: Office, identity: str) -> None:
        self._office = office
        self._identity = identity
        self._token = ""

    def current(self) -> str | Unavailable:
        """Return the token in use."""
        if not self._token:
            self._keep(self._office.token(self._identity))
        return self._token or self._office.token(self._identity)

    def renewed(self, refused: str) -> str | Unavailable:
        """Return a token other than one that was refused."""
        return self._keep(self._office.token(self._identity, refused))

    def _keep(self, found: str | Unavailable) -> str | Unavailable:
        self._token = found if isinstance(found, str) else ""
        return found
