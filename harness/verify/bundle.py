"""Opens a bundle as far as it can be trusted, member by member, and lays it out to be judged."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from harness.archive.disclosed import DISCLOSED
from harness.archive.journal import SEALED
from harness.canonical import canonical
from harness.certificate import envelope
from harness.certificate.covering import ENDING, is_covered, may_be_covered
from harness.certificate.disclosing import DISCLOSURE
from harness.certificate.issue import BESIDE, CERTIFICATE, REQUIRED, RESULT
from harness.certificate.statement import PREDICATE, STATEMENT, TEST_RESULT, is_issue
from harness.certificate.zipform import Member, content
from harness.errors import EvidenceError
from harness.judgement import COPIES, Judgement
from harness.loading import deciding_files

SMALL = 64 << 20
"""Octets of the largest member that is read whole; evidence is read as a stream."""


_OF_PART = (DISCLOSED, DISCLOSURE)
"""Members that a disclosure has in the place of evidence; what they say is held against the seal that was signed."""
_STATEMENT = {"_type", "subject", "predicateType", "predicate"}
_SUBJECT = {"name", "digest"}
_KNOWN = frozenset((*REQUIRED, *BESIDE, *_OF_PART))
_FOLDERS = (f"{COPIES}/", "reports/", "restricted/")


class Unknown(EvidenceError):
    """A statement of a kind that a later version of this program may write; the message is the kind."""


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """One envelope of a bundle, opened."""

    statement: dict[str, Any]
    payload: bytes
    signatures: envelope.Signatures


def read(path: Path, member: Member) -> bytes:
    """Return the bytes of a small member. Raises EvidenceError for a large one."""
    if member.size > SMALL:
        raise EvidenceError(f"{member.name} is larger than any that is written", where=str(path))
    return b"".join(content(path, member))


def opened(path: Path, members: Mapping[str, Member], name: str) -> Opened:
    """Return the statement in a bundle's envelope. Raises EvidenceError for one that is not as it is written."""
    payload, signatures = envelope.open_(read(path, members[name]))
    try:
        found = msgspec.json.decode(payload)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise EvidenceError(f"{name} holds no statement") from error
    kind = {CERTIFICATE: PREDICATE, RESULT: TEST_RESULT}[name]
    stem = kind.rpartition("/")[0] + "/"
    if isinstance(found, dict) and str(found.get("predicateType")).startswith(stem) and found["predicateType"] != kind:
        raise Unknown(str(found["predicateType"]))
    if not isinstance(found, dict) or found.get("_type") != STATEMENT or found.get("predicateType") != kind:
        raise EvidenceError(f"{name} is another kind of statement")
    if not _is_canonical(found, payload) or found.keys() != _STATEMENT or not isinstance(found["predicate"], dict):
        raise EvidenceError(f"the statement of {name} is not in the one form in which it is written")
    if not _are_subjects(found["subject"]):
        raise EvidenceError(f"what {name} is about is not written as it is written: each name once, with one digest")
    if kind == PREDICATE and not is_issue(found["predicate"].get("issue")):
        raise EvidenceError(f"what the issuer says in {name} is not as it is written")
    return Opened(statement=found, payload=payload, signatures=signatures)


def _is_canonical(value: Any, data: bytes) -> bool:
    """Tell whether a value is written in its one form; a number that has none is in no form."""
    try:
        return canonical(value) == data
    except (ValueError, RecursionError):
        return False


def _are_subjects(listed: Any) -> bool:
    """Tell whether subjects are in their one form: of a name that stands twice, one reader takes the first digest."""
    if not isinstance(listed, list) or not all(isinstance(one, dict) and one.keys() == _SUBJECT for one in listed):
        return False
    names = [one["name"] for one in listed]
    digests = (one["digest"] for one in listed)
    written = all(isinstance(d, dict) and list(d) == ["sha256"] and _is_sha256(d["sha256"]) for d in digests)
    return written and all(isinstance(name, str) for name in names) and names == sorted(set(names))


def _is_sha256(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[0-9a-f]{64}", value) is not None


def is_part(members: Mapping[str, Member]) -> bool:
    """Say whether it is a disclosure: its evidence is not the whole."""
    return DISCLOSED in members and SEALED not in members


def strange(members: Mapping[str, Member]) -> tuple[str, ...]:
    """Return the members that no bundle has, signed or not: what they say was held against nothing."""
    names = {name: name.removesuffix(ENDING) if is_covered(members) else name for name in members}
    known = _KNOWN if is_part(members) else _KNOWN - {*_OF_PART}
    return tuple(name for name, own in names.items() if own not in known and not own.startswith(_FOLDERS))


def beside_profiles(members: Mapping[str, Member], judged: Judgement) -> tuple[str, ...]:
    """Return the members among the profiles' that decide nothing: they were held against nothing, and would be read."""
    own = {
        f"{COPIES}/{j.bundle.profile.name.replace('@', '/')}/{file.relative_to(j.bundle.folder).as_posix()}"
        for j in judged.judged
        for file in deciding_files(j.bundle.folder)
    }
    return tuple(name for name in members if name.startswith(f"{COPIES}/") and name not in own)


def lacking(members: Mapping[str, Member]) -> tuple[str, ...]:
    """Return the required members that are not there."""
    required = REQUIRED if not is_part(members) else (*(n for n in REQUIRED if n != SEALED), DISCLOSURE)
    missing = [name for name in required if name not in members and name + ENDING not in members]
    if not any(name.startswith(f"{COPIES}/") for name in members):
        missing.append(f"{COPIES}/")
    return tuple(missing)


def differing(path: Path, members: Mapping[str, Member], statement: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the members whose digest is not the one that was signed, and those of which only one side knows."""
    signed = subjects(statement)
    if is_part(members):
        left_out = ("reports/", "restricted/", SEALED)
        signed = {name: digest for name, digest in signed.items() if not name.startswith(left_out)}
    # Of what is covered nobody can tell without the key; the step that judges says so. Where the evidence is not
    # covered nothing is, and a member that calls itself so is one that nobody signed.
    covered = {name for name in signed if name + ENDING in members and may_be_covered(name)}
    covered = covered if is_covered(members) else set()
    signed = {name: digest for name, digest in signed.items() if name not in covered}
    beside = {*BESIDE, *(_OF_PART if is_part(members) else ()), *(name + ENDING for name in covered)}
    found = {name: _digest(path, member) for name, member in members.items() if name not in beside}
    return tuple(sorted(name for name in signed.keys() | found.keys() if signed.get(name) != found.get(name)))


def subjects(statement: Mapping[str, Any]) -> dict[str, str]:
    """Return the digests that a statement is about, in hexadecimal, by name; none where it is not as written."""
    listed = statement.get("subject")
    found: dict[str, str] = {}
    for one in listed if isinstance(listed, list) else ():
        digest = one.get("digest") if isinstance(one, dict) else None
        if not isinstance(digest, dict) or not isinstance(one.get("name"), str) or list(digest) != ["sha256"]:
            return {}
        found[one["name"]] = str(digest["sha256"])
    return found


def lay_out(path: Path, members: Mapping[str, Member], folder: Path) -> Path:
    """Write evidence and profiles into an empty `folder`, as a run has them, and return the evidence's path."""
    for name, member in members.items():
        if name in (SEALED, DISCLOSED) or name.startswith(f"{COPIES}/"):
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as file:
                for piece in content(path, member):
                    file.write(piece)
    return folder / SEALED


def _digest(path: Path, member: Member) -> str:
    found = hashlib.sha256()
    for piece in content(path, member):
        found.update(piece)
    return found.hexdigest()
