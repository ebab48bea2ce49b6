"""Says what is known of a run that may not have ended, so that it can go on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from harness.archive.format import (
    FORMAT,
    UNREADABLE,
    damaged,
    decode_footer,
    decode_header,
    encode,
    observation_decoder,
)
from harness.archive.frames import only_frame
from harness.archive.index import Index
from harness.archive.journal import HEADER, closed, shards_of
from harness.evidence import ExchangeId, Footer, Observation, RunContext


@dataclass(frozen=True, slots=True)
class Journalled:
    """The observations of a journal in canonical order; can be walked through any number of times."""

    index: Index
    format: int
    partition: str | None = None
    """Only this partition; None for all."""

    def __iter__(self) -> Iterator[Observation]:
        decode = observation_decoder(self.format)
        for entry in self.index.entries(self.partition):
            try:
                yield decode(entry.payload)
            except UNREADABLE as error:
                raise damaged(entry.where, f"the observation cannot be read: {error}") from error

    def payloads(self) -> Iterator[tuple[ExchangeId, bytes]]:
        """Yield each observation's id and its JSON form in the present format."""
        if self.format == FORMAT:
            yield from ((entry.id, entry.payload) for entry in self.index.entries(self.partition))
        else:
            yield from ((observation.id, encode(observation)) for observation in self)


@dataclass(frozen=True, slots=True)
class Known:
    """What a journal says so far. What was sent and not answered is there with `Silence("interrupted")`."""

    context: RunContext
    observations: Journalled
    footer: Footer | None
    """None while the run is open."""
    last: dict[str, int]
    """The highest ordinal of each partition; a partition that is not here has not begun."""
    interrupted: tuple[ExchangeId, ...]
    """What was sent and never answered."""
    torn: tuple[str, ...]
    """`file:line` of lines whose end is missing, for the process was killed within that write; they say nothing."""

    def of(self, partition: str) -> Journalled:
        """Return the observations of one partition, in order."""
        return Journalled(self.observations.index, self.observations.format, partition)


def replay(folder: Path) -> Known:
    """Read the journal of a run. Raises EvidenceError with file and line; only a torn last line is forgiven."""
    shards = shards_of(folder)
    where = f"{folder / HEADER}:1"
    context, format = decode_header(only_frame(folder / HEADER, "header"), where)
    end = closed(folder)
    index = Index(shards, end)
    return Known(
        context=context,
        observations=Journalled(index, format),
        footer=decode_footer(bytes(end.footer), format, str(folder)) if end else None,
        last=index.last(),
        interrupted=index.unanswered(),
        torn=index.torn,
    )
