"""Splits a bundle into numbered volumes that portals with a limit take, and joins them again.

Each volume is a ZIP file in the form of bundles with two members: `volume.json`, which says of which bundle it is which
part, and `part`, its octets. Any volume names the set, and a set is joined only where all of it is there.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, BinaryIO, Final

import msgspec

from harness.canonical import canonical
from harness.certificate.zipform import Member, content, members_of, write
from harness.errors import DeclarationError, EvidenceError

ABOUT: Final = "volume.json"
PART: Final = "part"
ROOM: Final = 1_024
"""Octets of a volume that are not its part."""
LEAST: Final = 64_000
MOST: Final = 999
_SIZE: Final = re.compile(r"([1-9][0-9]{0,5})(KB|MB|GB)")
_UNITS: Final = {"KB": 10**3, "MB": 10**6, "GB": 10**9}


class Volume(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which part of what a volume is."""

    bundle: str
    """Digest of the bundle, `sha256:...`."""
    size: int
    """Octets of the bundle."""
    number: Annotated[int, msgspec.Meta(ge=1, le=MOST)]
    """From 1."""
    of: Annotated[int, msgspec.Meta(ge=1, le=MOST)]


def size_of(text: str) -> int:
    """Return the octets that `9MB` means (decimal, as portals count). Raises DeclarationError."""
    found = _SIZE.fullmatch(text.upper())
    octets = int(found[1]) * _UNITS[found[2]] if found else 0
    if octets < LEAST:
        raise DeclarationError("this is no size of a volume", where=text, hint="Write it as in 9MB; 64KB is the least.")
    return octets


def split(bundle: Path, most: int) -> tuple[Path, ...]:
    """Write the volumes beside a bundle, none larger than `most` octets, and return their paths in order."""
    size, room = bundle.stat().st_size, most - ROOM
    count = -(-size // room)
    if count > MOST:
        raise DeclarationError(f"it would be {count} volumes", hint="Give a larger --max-part.")
    digest = _digest(bundle)
    paths = []
    with bundle.open("rb") as file:
        for number in range(1, count + 1):
            about = Volume(bundle=digest, size=size, number=number, of=count)
            path = bundle.with_name(f"{bundle.stem}-{number}of{count}.zip")
            with path.open("wb") as target:
                write(target, {ABOUT: canonical(msgspec.to_builtins(about)), PART: file.read(room)})
            paths.append(path)
    return tuple(paths)


def volume_of(path: Path) -> Volume | None:
    """Return what a file says that it is a volume of; None where it is none."""
    try:
        members = {member.name: member for member in members_of(path)}
        if members.keys() != {ABOUT, PART}:
            return None
        return msgspec.json.decode(b"".join(content(path, members[ABOUT])), type=Volume)
    except (EvidenceError, msgspec.MsgspecError, RecursionError):
        return None


def join(path: Path, target: BinaryIO) -> None:
    """Write the bundle that a volume belongs to, from it and the others in its folder. Raises EvidenceError."""
    mine = volume_of(path)
    if mine is None:
        raise EvidenceError("this is no volume", where=str(path))
    found = _set(path.parent, mine)
    lacking = [number for number in range(1, mine.of + 1) if number not in found]
    if lacking:
        hint = "Put all volumes of a bundle into one folder; one that was damaged on its way is not taken for one."
        raise EvidenceError(f"volume {lacking[0]} of {mine.of} is not here", where=str(path), hint=hint)
    whole = hashlib.sha256()
    for number in range(1, mine.of + 1):
        for piece in content(*found[number]):
            whole.update(piece)
            target.write(piece)
    if f"sha256:{whole.hexdigest()}" != mine.bundle:
        hint = "One of them is not as it was written; fetch them all again."
        raise EvidenceError("the volumes do not give the bundle that they are of", where=str(path), hint=hint)


def _set(folder: Path, mine: Volume) -> Mapping[int, tuple[Path, Member]]:
    found = {}
    for path in sorted(folder.glob("*.zip")):
        one = volume_of(path)
        if one is not None and (one.bundle, one.size, one.of) == (mine.bundle, mine.size, mine.of):
            found[one.number] = (path, next(m for m in members_of(path) if m.name == PART))
    return found


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"
