"""Covers what a bundle shows of exchanges, evidence and reports, by a buyer's key, and uncovers it again (age v1)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pyrage

from harness.archive.journal import SEALED
from harness.certificate.zipform import Member, Source, Stored, content
from harness.errors import DeclarationError, EvidenceError

ENDING: Final = ".age"


def is_covered(members: Mapping[str, Member]) -> bool:
    """Say whether the evidence is covered."""
    return SEALED + ENDING in members


def may_be_covered(name: str) -> bool:
    """Say whether a member is one of those that are covered: evidence, reports, and what is restricted."""
    return name == SEALED or name.startswith(("reports/", "restricted/"))


def recipient(text: str) -> pyrage.x25519.Recipient:
    """Return the public key `age1...`. Raises DeclarationError."""
    try:
        return pyrage.x25519.Recipient.from_str(text.strip())
    except pyrage.RecipientError as error:
        hint = "It begins with age1; `hallmark keygen --kind age` and age-keygen make one."
        raise DeclarationError("this is no public key of age", where=text[:80], hint=hint) from error


def identity(text: str, where: str) -> pyrage.x25519.Identity:
    """Return the private key in a file of age-keygen. Raises DeclarationError."""
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    try:
        return pyrage.x25519.Identity.from_str(lines[0] if lines else "")
    except pyrage.IdentityError as error:
        raise DeclarationError("this is no private key of age", where=where) from error


def cover(
    path: Path, members: Mapping[str, Member], to: tuple[pyrage.x25519.Recipient, ...], folder: Path
) -> dict[str, Source]:
    """Return the members of a bundle with evidence and reports covered; `folder`, empty, holds them."""
    kept: dict[str, Source] = {}
    for number, (name, member) in enumerate(members.items()):
        if not may_be_covered(name):
            kept[name] = Stored(path, member)
            continue
        plain, covered = folder / f"{number}", folder / f"{number}{ENDING}"
        _unpack(path, member, plain)
        with plain.open("rb") as source, covered.open("wb") as target:
            pyrage.encrypt_io(source, target, list(to))
        plain.unlink()
        kept[name + ENDING] = covered
    return kept


def uncover(path: Path, members: Mapping[str, Member], by: pyrage.x25519.Identity, folder: Path) -> dict[str, Source]:
    """Return the members of a covered bundle as they were. Raises EvidenceError where the key does not fit."""
    kept: dict[str, Source] = {}
    for number, (name, member) in enumerate(members.items()):
        if not name.endswith(ENDING):
            kept[name] = Stored(path, member)
            continue
        covered, plain = folder / f"{number}{ENDING}", folder / f"{number}"
        _unpack(path, member, covered)
        try:
            with covered.open("rb") as source, plain.open("wb") as target:
                pyrage.decrypt_io(source, target, [by])
        except (pyrage.DecryptError, OSError) as error:
            raise EvidenceError(f"{name} cannot be uncovered by this key", where=str(path)) from error
        covered.unlink()
        kept[name.removesuffix(ENDING)] = plain
    return kept


def new_identity() -> tuple[str, str]:
    """Return a fresh private key as age-keygen writes it, and its public key."""
    key = pyrage.x25519.Identity.generate()
    public = str(key.to_public())
    return f"# public key: {public}\n{key}\n", public


def _unpack(path: Path, member: Member, target: Path) -> None:
    with target.open("wb") as file:
        for piece in content(path, member):
            file.write(piece)
