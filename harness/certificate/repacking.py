"""Restores the one form of a bundle that somebody unpacked and packed again, where every content is what was signed."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from harness.certificate import envelope
from harness.certificate.issue import BESIDE, CERTIFICATE, RESULT
from harness.certificate.zipform import MEMBERS, MOST, check_name, write
from harness.errors import EvidenceError

RATIO: Final = 1_100
"""No honest member unpacks to more than this many times its size (zlib's own limit is about 1,032)."""
_CHUNK: Final = 1 << 20


def repack(source: Path, folder: Path, target: BinaryIO) -> tuple[str, ...]:
    """Write the bundle in its one form; return the members that were left out, as nobody signed them.

    `folder`, empty, is where members are unpacked. Raises EvidenceError where one differs, is lacking, or the archive
    is hostile.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            files = _unpacked(archive, folder)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise EvidenceError(f"this archive cannot be read ({type(error).__name__})", where=str(source)) from error
    signed = _signed(files)
    for name, digest in sorted(signed.items()):
        if name not in files:
            raise EvidenceError(f"{name} is missing; nothing but the whole can be restored", where=str(source))
        if _digest(files[name]) != digest:
            raise EvidenceError(f"{name} is not what was signed; it cannot be restored", where=str(source))
    kept = {name: path for name, path in files.items() if name in signed or name in BESIDE}
    write(target, dict(kept))
    return tuple(sorted(files.keys() - kept.keys()))


def _unpacked(archive: zipfile.ZipFile, folder: Path) -> dict[str, Path]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MEMBERS or sum(entry.file_size for entry in entries) > MOST:
        raise EvidenceError("it unpacks to more than any bundle", where=str(archive.filename))
    found: dict[str, Path] = {}
    for number, entry in enumerate(entries):
        # A name is only ever looked up; files are called by number, so that none can lead out of the folder.
        if check_name(entry.filename):
            continue
        if entry.filename in found or entry.file_size > RATIO * max(entry.compress_size, 1):
            raise EvidenceError(f"{entry.filename} stands twice, or is a bomb", where=str(archive.filename))
        found[entry.filename] = folder / str(number)
        with archive.open(entry) as source, found[entry.filename].open("wb") as file:
            left = entry.file_size
            while piece := source.read(_CHUNK):
                left -= len(piece)
                if left < 0:
                    raise EvidenceError(f"{entry.filename} is larger than it says", where=str(archive.filename))
                file.write(piece)
    return found


def _signed(files: dict[str, Path]) -> dict[str, str]:
    """Return the digests that both statements are about."""
    found: dict[str, str] = {}
    for name in (CERTIFICATE, RESULT):
        if name not in files:
            raise EvidenceError(f"{name} is missing; this is no bundle")
        payload, _ = envelope.open_(files[name].read_bytes())
        try:
            subjects = msgspec.json.decode(payload)["subject"]
            found |= {one["name"]: one["digest"]["sha256"] for one in subjects}
        except (msgspec.MsgspecError, KeyError, TypeError, RecursionError) as error:
            raise EvidenceError(f"{name} cannot be read") from error
    return found


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
