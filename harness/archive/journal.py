"""Keeps what happens while it happens, in append-only files that survive the death of the process."""

from __future__ import annotations

import os
import re
import threading
from pathlib import Path
from types import TracebackType

import msgspec

from harness.archive.format import LIMITS, UNREADABLE, Header, check_depth, damaged, encode
from harness.archive.frames import Framer, Frames, only_frame
from harness.errors import EvidenceError, LawBroken
from harness.evidence import Exchange, Footer, Observation, RunContext, Silence

HEADER = "header.jsonl"
FOOTER = "footer.jsonl"
SHARDS = "journal"
SEALED = "evidence.jsonl.gz"

MOST = 2**63
"""Ordinals lie below this: they are kept in 8 bytes."""
_APPEND = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | getattr(os, "O_BINARY", 0)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


class Extent(msgspec.Struct, frozen=True, array_like=True):
    """How far a shard reached when the run ended."""

    size: int
    chain: int


class Closed(msgspec.Struct, frozen=True, kw_only=True):
    """What the footer's file holds: the sealed file's footer line, and the shards that it closes."""

    footer: msgspec.Raw
    shards: dict[str, Extent]


class Journal:
    """Appends to one shard of a run; each line is handed to the kernel in one write, so `kill -9` loses none.

    Each journal writes a file of its own, `journal/<shard>.<n>.jsonl`, and never touches one that is there already:
    a run that goes on after a kill leaves the torn line where it is. May be used from several threads.
    """

    def __init__(self, folder: Path, shard: str) -> None:
        """Open the next file of `shard`. Raises EvidenceError when the run has not begun, or has ended."""
        if not _NAME.fullmatch(shard):
            raise LawBroken(f"{shard!r} cannot name a shard", hint="Use letters, digits, _ and -.")
        _check_open(folder)
        self._lock = threading.Lock()
        self._framer = Framer()
        self._held = bytearray()
        self._failed = "it is closed"
        """What no line can be written for, once a write has failed."""
        self.path, self._file = _create(folder / SHARDS, shard)

    @staticmethod
    def begin(folder: Path, context: RunContext) -> None:
        """Make the folder and write its header. Raises EvidenceError when a run has begun there already."""
        path = folder / HEADER
        if path.exists():
            hint = "Give another folder, or resume that run."
            raise EvidenceError("a run has begun here already", where=str(path), hint=hint)
        check_depth(context.fixtures, "fixtures")
        header = encode(Header(context=context))
        if len(header) > LIMITS.header:
            raise EvidenceError(f"the run's context is longer than {LIMITS.header} bytes", where="fixtures")
        (folder / SHARDS).mkdir(parents=True, exist_ok=True)
        _write_whole(path, Framer().frame("header", msgspec.Raw(header)))

    def sent(self, exchange: Exchange) -> None:
        """Keep a request that is about to be sent; its reply must be `Silence("interrupted")` (house law 11)."""
        if exchange.reply != _INTERRUPTED:
            raise LawBroken("a request about to be sent has no reply yet", where=str(exchange.id))
        self._append("sent", exchange)

    def got(self, observation: Observation) -> None:
        """Keep an observation that is whole: for an exchange of ours, the same id as was `sent`."""
        self._append("got", observation)

    def hold(self, observation: Observation) -> None:
        """Keep an observation as `got` does, but write it no earlier than `settle`, or whatever is kept next."""
        _check_place(observation)
        with self._lock:
            self._held += self._framer.frame("got", observation)

    def settle(self) -> None:
        """Write what is held, in one write. Raises EvidenceError: then none of it may be taken for kept."""
        with self._lock:
            self._settle()

    def close(self) -> None:
        """Push the file to the disk and close it; further writes raise EvidenceError."""
        with self._lock:
            self._settle()
            if self._file >= 0:
                os.fsync(self._file)
                os.close(self._file)
                self._file = -1

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _append(self, kind: str, observation: Observation) -> None:
        _check_place(observation)
        with self._lock:
            line = self._framer.frame(kind, observation)
            if self._held:
                self._held += line
                self._settle()
            else:
                self._write(line)

    def _settle(self) -> None:
        if self._held:
            held, self._held = self._held, bytearray()
            self._write(held)

    def _write(self, lines: bytearray) -> None:
        try:
            written = os.write(self._file, lines)
            while written < len(lines):  # a full disk or a quota: the rest goes, or the next call says why
                written += os.write(self._file, lines[written:])
        except OSError as error:
            self._give_up(error.strerror or str(error))
            hint = "Free some space or mend the disk, then resume the run."
            raise EvidenceError(f"cannot be written: {self._failed}", where=str(self.path), hint=hint) from error

    def _give_up(self, why: str) -> None:
        """Let nothing follow a line that may be torn."""
        if self._file >= 0:
            self._failed = why
            os.close(self._file)
            self._file = -1


_INTERRUPTED = Silence(why="interrupted")


def _check_place(observation: Observation) -> None:
    if not 0 <= observation.id.ordinal < MOST:
        raise LawBroken("an ordinal counts up from 0", where=str(observation.id))


def finish(folder: Path, footer: Footer) -> None:
    """Close a run whose journals are all closed; from then on a change to any shard is found.

    Raises EvidenceError when a shard is damaged, when no run has begun, or when it has ended already.
    """
    _check_open(folder)
    closing = b'{"footer":%b}' % encode(footer)
    if len(closing) > LIMITS.footer:
        raise LawBroken(f"the footer is longer than {LIMITS.footer} bytes")
    shards = {path.name: _extent(path) for path in shards_of(folder)}
    end = Closed(footer=msgspec.Raw(closing), shards=shards)
    _write_whole(folder / FOOTER, Framer().frame("footer", end))


def reopen(folder: Path) -> None:
    """Take the footer and the sealed file away, so that a run that ended early can go on."""
    (folder / SEALED).unlink(missing_ok=True)
    (folder / FOOTER).unlink(missing_ok=True)


def closed(folder: Path) -> Closed | None:
    """Return what closes a run, or None while it is open. Raises EvidenceError."""
    path = folder / FOOTER
    if not path.exists():
        return None
    try:
        return msgspec.json.decode(only_frame(path, "footer"), type=Closed)
    except UNREADABLE as error:
        raise damaged(f"{path}:1", f"the footer cannot be read: {error}") from error


def shards_of(folder: Path) -> tuple[Path, ...]:
    """Return the files of a run's journal in the order of their names. Raises EvidenceError where no run has begun."""
    if not (folder / HEADER).exists():
        hint = "Give the folder of a run, or an evidence file."
        raise EvidenceError("no run has begun here", where=str(folder), hint=hint)
    return tuple(sorted((folder / SHARDS).glob("*.jsonl")))


def _check_open(folder: Path) -> None:
    shards_of(folder)
    for name in (FOOTER, SEALED):
        if (folder / name).exists():
            hint = "Begin another run, or resume this one."
            raise EvidenceError("the run has ended; nothing can be added", where=str(folder / name), hint=hint)


def _extent(path: Path) -> Extent:
    frames = Frames(path)
    for _ in frames:
        pass
    return Extent(frames.size, frames.chain)


def _create(folder: Path, shard: str) -> tuple[Path, int]:
    number = 0
    while True:
        path = folder / f"{shard}.{number}.jsonl"
        try:
            return path, os.open(path, _APPEND, 0o644)
        except FileExistsError:
            number += 1


def _write_whole(path: Path, data: bytearray) -> None:
    """Write a file that is there whole or not at all."""
    part = path.with_name(path.name + ".part")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, path)
