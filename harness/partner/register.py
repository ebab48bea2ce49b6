"""Keeps what a partner that serves by itself was sent, as a run that can be judged: journal, footer, sealed file."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from harness.archive import Journal, finish, new_key, read_key, seal
from harness.evidence import Exchange, ExchangeId, Footer, Reply, RunContext, Silence
from harness.partner.outgoing import Ended, Outgoing
from harness.partner.outgoing import exchange_of as outgoing_of
from harness.partner.play import ENDPOINTS
from harness.partner.recording import Taken, exchange_of, kept
from harness.redact import Redactor

SHARD: Final = "partner"


class Register:
    """Writes each call down before it is answered; what was answered survives `kill -9`.

    `open` begins the run when the partner listens, `close` ends it. A run that was never closed has no footer: it shows
    what was answered, and nothing in it conforms.
    """

    def __init__(self, folder: Path) -> None:
        """The folder is made when the run begins."""
        self._folder = folder
        self._redactor = Redactor({})
        self._counts: dict[str, int] = {}
        self._partner = ""
        self._anchor = 0
        self._journal: Journal | None = None
        self._crashes: Sequence[str] = ()

    def open(
        self,
        context: RunContext,
        partner: str,
        secret: str = "",
        crashes: Sequence[str] = (),
        random: Callable[[int], bytes] = os.urandom,
    ) -> None:
        """Write the header. Raises EvidenceError when a run has begun in the folder.

        `secret` is what clients sign in with, which is kept nowhere; `crashes` will hold what we ourselves failed at:
        a run with any of them shows nothing that conforms.
        """
        self._crashes = crashes
        self._redactor = Redactor({"partner": secret.encode()})
        self._partner, self._anchor = partner, context.started
        new_key(self._folder, random)
        Journal.begin(self._folder, context)
        self._journal = Journal(self._folder, SHARD)

    def keep(self, taken: Taken) -> None:
        """Write one call down. Raises EvidenceError when that cannot be done: then it is not answered either."""
        assert self._journal is not None
        id = self._next("token" if taken.operation in ENDPOINTS else "partner")
        exchange = exchange_of(taken, id, self._partner, self._anchor)
        self._journal.got(kept(self._redactor, exchange, taken))
        self._counts[id.partition] = id.ordinal + 1

    def begins(self, outgoing: Outgoing) -> Ended:
        """Write a call of the partner's own down; what came of it follows. Raises EvidenceError as `keep` does."""
        journal, id = self._journal, self._next("partner")
        assert journal is not None

        def exchange(reply: Reply, at: float) -> Exchange:
            return self._redactor.redact(outgoing_of(outgoing, id, self._partner, self._anchor, reply, at))

        journal.sent(exchange(Silence(why="interrupted"), outgoing.at))
        self._counts[id.partition] = id.ordinal + 1
        return lambda reply, at: journal.got(exchange(reply, at))

    def _next(self, kind: str) -> ExchangeId:
        partition = f"{kind}:{self._partner}"
        return ExchangeId(partition, self._counts.get(partition, 0))

    def close(self, now: float) -> Path | None:
        """End the run and seal it; return the sealed file, or None where nothing was begun.

        `now` is in seconds since 1970.
        """
        if self._journal is None:
            return None
        self._journal.close()
        counts = dict(sorted(self._counts.items()))
        stopped = f"fault: {self._crashes[0]}" if self._crashes else "finished"
        finish(self._folder, Footer(ended=round(now * 1_000_000), stopped=stopped, counts=counts))
        return seal(self._folder, read_key(self._folder))
