"""Keeps what partners that serve by themselves were sent, as a run that can be judged: journal, footer, sealed file."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

from harness.archive import Journal, finish, new_key, read_key, seal
from harness.evidence import HUNG_UP, Exchange, ExchangeId, Footer, Reply, RunContext, Silence
from harness.partner.handshakes import Shook, greeting_of
from harness.partner.identity.terms import ENDPOINTS
from harness.partner.outgoing import Ended, Outgoing
from harness.partner.outgoing import exchange_of as outgoing_of
from harness.partner.recording import Taken, exchange_of, kept
from harness.redact import Redactor

SHARD: Final = "partner"
LISTENED: Final = 60.0
"""Seconds after the last call after which what has not come has been waited for."""
NO_SECRETS: Final[Mapping[str, str]] = MappingProxyType({})


class Register:
    """Writes each call down before it is answered; what was answered survives `kill -9`.

    Each partner has a desk here. `open` begins the run when all of them listen, `close` ends it. A run that was never
    closed has no footer: it shows what was answered, and nothing in it conforms.
    """

    def __init__(self, folder: Path) -> None:
        """The folder is made when the run begins."""
        self._folder = folder
        self._counts: dict[str, int] = {}
        self._crashes: tuple[Sequence[str], ...] = ()
        self._by_silence: tuple[str, ...] = ()
        self.last = 0.0
        """When something was last said to a partner, seconds since 1970; 0: never."""
        self.redactor = Redactor({})
        self.anchor = 0
        """When the run began, microseconds since 1970."""
        self.journal: Journal | None = None

    def desk(self, partner: str) -> Desk:
        """Return where the calls of one partner are written down, by the name that evidence has for it."""
        return Desk(self, partner)

    def open(
        self,
        context: RunContext,
        secrets: Mapping[str, str] = NO_SECRETS,
        crashes: Iterable[Sequence[str]] = (),
        by_silence: Iterable[str] = (),
        random: Callable[[int], bytes] = os.urandom,
    ) -> None:
        """Write the header. Raises EvidenceError when a run has begun in the folder.

        `secrets` are what clients sign in with, which is kept nowhere; `crashes` will hold what we ourselves failed at,
        partner by partner: a run with any of them shows nothing that conforms. `by_silence` names the requirements that
        are shown by what does not come: where nobody listened for it, none of them is.
        """
        self._by_silence = tuple(by_silence)
        self._crashes = tuple(crashes)
        self.redactor = Redactor({name: secret.encode() for name, secret in secrets.items()}, tokens=True)
        self.anchor = context.started
        new_key(self._folder, random)
        Journal.begin(self._folder, context)
        self.journal = Journal(self._folder, SHARD)

    def next(self, partition: str) -> ExchangeId:
        """Return the place of the next call in a partition."""
        return ExchangeId(partition, self._counts.get(partition, 0))

    def written(self, id: ExchangeId) -> None:
        """Count a call that stands in the journal."""
        self._counts[id.partition] = id.ordinal + 1

    def hung_up(self, now: float) -> bool:
        """Tell whether the last call came too short a time ago for anything to be shown by what did not come."""
        return bool(self.last) and now - self.last < LISTENED

    def close(self, now: float) -> Path | None:
        """End the run and seal it; return the sealed file, or None where nothing was begun.

        `now` is in seconds since 1970.
        """
        if self.journal is None:
            return None
        self.journal.close()
        counts = dict(sorted(self._counts.items()))
        crashed = next((crashes[0] for crashes in self._crashes if crashes), "")
        stopped = f"fault: {crashed}" if crashed else "finished"
        untried = dict.fromkeys(sorted(self._by_silence), HUNG_UP) if self.hung_up(now) else {}
        footer = Footer(ended=round(now * 1_000_000), stopped=stopped, counts=counts, untried=untried)
        finish(self._folder, footer)
        return seal(self._folder, read_key(self._folder))


class Desk:
    """Writes down the calls of one partner: those that it takes, and those that it makes itself."""

    def __init__(self, register: Register, partner: str) -> None:
        """`partner` is its name in the evidence."""
        self._register = register
        self._partner = partner
        self._calls, self._tokens = f"partner:{partner}", f"token:{partner}"

    def keep(self, taken: Taken) -> None:
        """Write one call down. Raises EvidenceError when that cannot be done: then it is not answered either."""
        self.hold(taken)
        self.settle()

    def hold(self, taken: Taken) -> None:
        """Take one call in, which is written down with those that follow it by `settle`."""
        register = self._register
        assert register.journal is not None
        id = register.next(self._tokens if taken.operation in ENDPOINTS else self._calls)
        exchange = exchange_of(taken, id, self._partner, register.anchor)
        register.journal.hold(kept(register.redactor, exchange, taken))
        register.last = taken.answers
        register.written(id)

    def settle(self) -> None:
        """Write down all that is held. Raises EvidenceError when that cannot be done: then none of it is answered."""
        assert self._register.journal is not None
        self._register.journal.settle()

    def shakes(self, shook: Shook) -> None:
        """Write a handshake down that came to nothing, or in which a fault was played. Raises EvidenceError."""
        if shook.negotiated and not shook.fault:
            return
        journal, id = self._register.journal, self._register.next(self._calls)
        assert journal is not None
        journal.got(greeting_of(shook, id, self._partner))
        self._register.written(id)

    def begins(self, outgoing: Outgoing) -> Ended:
        """Write a call of the partner's own down; what came of it follows. Raises EvidenceError as `keep` does."""
        register, id = self._register, self._register.next(self._calls)
        journal = register.journal
        assert journal is not None

        def exchange(reply: Reply, at: float) -> Exchange:
            return register.redactor.redact(outgoing_of(outgoing, id, self._partner, register.anchor, reply, at))

        journal.sent(exchange(Silence(why="interrupted"), outgoing.at))
        register.written(id)
        return lambda reply, at: journal.got(exchange(reply, at))
