"""Brings a run's journal into one file whose bytes do not depend on who wrote which part of it when."""

from __future__ import annotations

import base64
import hmac
import os
from collections.abc import Callable
from pathlib import Path

from harness.archive.format import Closing, Header, Seal, Sealed, encode
from harness.archive.journal import SEALED, Journal, finish
from harness.archive.merkle import Tree, leaf_hash
from harness.archive.packing import Packer
from harness.archive.replay import Known, replay
from harness.canonical import digest
from harness.errors import EvidenceError, LawBroken
from harness.evidence import Evidence, ExchangeId

KEY = ".key"
KEY_SIZE = 32


def new_key(folder: Path, random: Callable[[int], bytes]) -> bytes:
    """Make the run's key (`random` is os.urandom) and keep it in `folder`, readable by its owner alone.

    Raises EvidenceError when the run has a key already: a second one would break the salts of the first.
    """
    key = random(KEY_SIZE)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        file = os.open(folder / KEY, flags, 0o600)
    except FileExistsError as error:
        raise EvidenceError("the run has a key already", where=str(folder / KEY), hint="Resume that run.") from error
    with os.fdopen(file, "wb") as target:
        target.write(key)
    return key


def read_key(folder: Path) -> bytes:
    """Return the run's key. Raises EvidenceError when there is none."""
    path = folder / KEY
    key = path.read_bytes() if path.exists() else b""
    if len(key) != KEY_SIZE:
        hint = "The key never leaves the machine that gathered; seal the run there."
        raise EvidenceError("the run's key is missing or damaged", where=str(path), hint=hint)
    return key


def salt(key: bytes, id: ExchangeId) -> bytes:
    """Return the salt of one line, 32 bytes: HMAC-SHA256(key, "salt" 0x00 || partition || ordinal in 8 bytes)."""
    return hmac.digest(key, b"salt\0" + id.partition.encode() + id.ordinal.to_bytes(8, "big"), "sha256")


def seal(folder: Path, key: bytes) -> Path:
    """Write `evidence.jsonl.gz` from the run's journal and return its path; a run without footer is sealed as such.

    Raises EvidenceError when the journal is damaged or holds two different observations of one id.
    """
    if len(key) != KEY_SIZE:
        raise LawBroken(f"a key has {KEY_SIZE} bytes")
    known = replay(folder)
    path = folder / SEALED
    part = path.with_name(path.name + ".part")
    with part.open("wb") as file:
        packer = Packer(file)
        _pack(known, key, packer)
        packer.close()
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, path)
    return path


def write(folder: Path, evidence: Evidence, key: bytes) -> Path:
    """Keep evidence that was made in some other way as a sealed run in an empty `folder`. Raises EvidenceError."""
    Journal.begin(folder, evidence.context)
    with Journal(folder, "all") as journal:
        for observation in evidence.observations:
            journal.got(observation)
    if evidence.footer:
        finish(folder, evidence.footer)
    return seal(folder, key)


def _pack(known: Known, key: bytes, packer: Packer) -> None:
    """Write the header, the observations, the footer and the seal, one line each."""
    header = encode(Header(context=known.context))
    footer = encode(Closing(footer=known.footer))
    tree = Tree()
    packer.line(header)
    for id, payload in known.observations.payloads():
        line = b'{"salt":"%b","observation":%b}' % (base64.b64encode(salt(key, id)), payload)
        tree.append(leaf_hash(line))
        packer.line(line)
    packer.turn()
    packer.line(footer)
    root = f"sha256:{tree.root().hex()}"
    packer.line(encode(Sealed(seal=Seal(count=tree.count, root=root, header=digest(header), footer=digest(footer)))))
