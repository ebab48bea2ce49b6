"""Holds back what is journalled before the header can be written, since the header says what was measured first."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from harness.archive import Journal
from harness.errors import LawBroken
from harness.evidence import Exchange, Observation, RunContext

SHARD = "main"


class LateJournal:
    """A journal that may be written to before it is open; `heard` is told of each exchange that is whole."""

    def __init__(self, heard: Callable[[Exchange], None]) -> None:
        self._heard = heard
        self._held: list[tuple[str, Exchange]] = []
        self._journal: Journal | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether what is written reaches the disk."""
        return self._journal is not None

    def begin(self, folder: Path, context: RunContext) -> None:
        """Write the header, then what was held back. Raises EvidenceError when a run has begun in the folder."""
        Journal.begin(folder, context)
        self.go_on(folder)

    def go_on(self, folder: Path, shard: str = SHARD) -> None:
        """Open the journal of a run that has its header."""
        self._journal = Journal(folder, shard)
        held, self._held = self._held, []
        for kind, exchange in held:
            (self._journal.sent if kind == "sent" else self._journal.got)(exchange)

    def sent(self, exchange: Exchange) -> None:
        """Keep a request that is about to leave."""
        if self._journal is None:
            self._held.append(("sent", exchange))
        else:
            self._journal.sent(exchange)

    def got(self, exchange: Exchange) -> None:
        """Keep an exchange that is whole."""
        if self._journal is None:
            self._held.append(("got", exchange))
        else:
            self._journal.got(exchange)
        self._heard(exchange)

    def keep(self, observation: Observation) -> None:
        """Keep what is no exchange of this run's wire; the journal is open."""
        if self._journal is None:
            raise LawBroken("a journal keeps observations from when its header is written", where=str(observation.id))
        self._journal.got(observation)

    def close(self) -> None:
        """Close the file; nothing is written any more."""
        if self._journal is not None:
            self._journal.close()
