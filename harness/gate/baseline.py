"""Keeps the last accepted run in a small file that people can read and nobody can alter unnoticed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import msgspec

from harness.canonical import digest_of
from harness.errors import BaselineError
from harness.gate.snapshot import Snapshot

MARK: Final = "baseline"
FORMAT: Final = 1
"""The format that this copy writes."""
LARGEST: Final = 32 << 20
NEW: Final = "`hallmark gate RUN --baseline FILE --update-baseline` writes a new one from an accepted run."
AGAIN: Final = f"Fetch the one that was kept, or remove this file: then {NEW}"
"""A file that is there is never written over unread: a first run, which is compared with nothing, may go too easily."""


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    hallmark: str
    format: int
    digest: str
    snapshot: Snapshot


def write(snapshot: Snapshot) -> bytes:
    """Return the file: JSON with sorted keys, a member a line, and a digest of the snapshot's canonical form."""
    plain = msgspec.to_builtins(snapshot)
    value = {"hallmark": MARK, "format": FORMAT, "digest": digest_of(plain), "snapshot": plain}
    return (json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()


def read(path: Path) -> Snapshot:
    """Return the snapshot of a file. Raises BaselineError where it is missing, altered, of another kind or too new."""
    if not path.is_file():
        hint = f"The first time: {NEW}"
        raise BaselineError("there is no baseline here", where=str(path), hint=hint)
    if path.stat().st_size > LARGEST:
        raise BaselineError("this is too large for a baseline", where=str(path), hint=AGAIN)
    value = _value(path)
    try:
        file = msgspec.convert(value, _File)
    except (msgspec.ValidationError, ValueError, RecursionError) as error:
        raise BaselineError(f"the baseline is damaged: {error}", where=str(path), hint=AGAIN) from None
    if _digest(value["snapshot"]) != file.digest:
        raise BaselineError("the baseline was altered after it was written", where=str(path), hint=AGAIN)
    return file.snapshot


def _value(path: Path) -> dict[str, Any]:
    try:
        value = msgspec.json.decode(path.read_bytes())
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise BaselineError(f"the baseline is damaged: {error}", where=str(path), hint=AGAIN) from None
    if not isinstance(value, dict) or value.get("hallmark") != MARK:
        raise BaselineError("this is no baseline of Hallmark's", where=str(path), hint=AGAIN)
    if value.get("format") != FORMAT:
        told = f"the baseline is of format {value.get('format')!r}, and this copy reads format {FORMAT}"
        raise BaselineError(told, where=str(path), hint=AGAIN)
    return value


def _digest(plain: Any) -> str:
    try:
        return digest_of(plain)
    except (ValueError, RecursionError):  # what canonical JSON cannot hold is not what we wrote
        return ""
