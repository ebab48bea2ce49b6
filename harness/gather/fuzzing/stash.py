"""Keeps the cases of operations on disk, by what they were made from, so that they are made once."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec

from harness.contract import Contract, pack
from harness.contract.model import Operation
from harness.gather.cases import GENERATOR, Case, cases_of
from harness.gather.fuzzing.stages import CasesOf
from harness.gather.plan import Aim

FOLDER: Final = "cases"
MOST_CONTRACTS: Final = 20
"""Contracts whose cases are kept; those that were not used for the longest time go first."""
MOST_BYTES: Final = 64 << 20
"""Of the cases of one operation: more are not kept."""
_DIGEST: Final = 64

_decoder = msgspec.json.Decoder(tuple[Case, ...])
_encoder = msgspec.json.Encoder()


class Stash:
    """The cases of one contract; what cannot be read is made anew, and what cannot be written is done without."""

    def __init__(self, folder: Path, contract: Contract) -> None:
        """`folder` is the cache's own; what lies elsewhere is never touched."""
        key = hashlib.sha256(b"%d\n" % GENERATOR + pack(contract)).hexdigest()[:32]
        self._folder = folder / FOLDER / key
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            os.utime(self._folder)
            _prune(folder / FOLDER)

    def cases(self, operation: Operation, seed: int, count: int) -> tuple[Case, ...]:
        """Return the cases; see `cases_of`."""
        name = hashlib.sha256(f"{operation.id}\n{seed}\n{count}".encode()).hexdigest()[:32]
        path = self._folder / f"{name}.json"
        kept = _read(path)
        if kept is None:
            kept = cases_of(operation, seed, count)
            _write(path, kept)
        return kept


def cases_in(folder: Path | None, aims: tuple[Aim, ...]) -> Callable[[int], CasesOf]:
    """Return a function from an aim's number to what gives its cases; without a folder they are made each time."""
    if folder is None:
        return lambda aim: cases_of
    return lru_cache(maxsize=None)(lambda aim: Stash(folder, aims[aim].contract).cases)


def _read(path: Path) -> tuple[Case, ...] | None:
    try:
        data = path.read_bytes()
        if hashlib.sha256(data[_DIGEST:]).hexdigest().encode() != data[:_DIGEST]:
            return None
        return _decoder.decode(data[_DIGEST:])
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None


def _write(path: Path, cases: tuple[Case, ...]) -> None:
    """Write an entry that is there whole or not at all, whoever else writes the same one now."""
    body = _encoder.encode(cases)
    if len(body) > MOST_BYTES:
        return
    part = path.with_name(f"{path.name}.{os.getpid()}")
    with suppress(OSError):
        part.write_bytes(hashlib.sha256(body).hexdigest().encode() + body)
        os.replace(part, path)


def _prune(folder: Path) -> None:
    """Let go of the contracts that were not used for the longest time."""
    contracts = sorted((path for path in folder.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime)
    for old in contracts[:-MOST_CONTRACTS]:
        for entry in old.iterdir():
            entry.unlink(missing_ok=True)
        old.rmdir()
