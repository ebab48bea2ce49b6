"""Writes and reads the one ZIP form of a bundle, in which no byte is free: any other form is refused.

Members are stored, not packed, in the order of their names, dated 1 January 1980, without attributes, extra fields or
comments. What `unzip` and every other program reads is then just what was digested, and two archives of the same
members are the same bytes. Sizes stay below 4 GiB (ZIP64 is another form). Source: PKWARE APPNOTE 6.3.3, sections
4.3.7, 4.3.12 and 4.3.16.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, TypeAlias

from harness.errors import EvidenceError, OurFault

_LOCAL: Final = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL: Final = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END: Final = struct.Struct("<4sHHHHIIH")
_BEGINNING: Final = b"PK\x03\x04"
_ENDING: Final = b"PK\x05\x06"
_LONGEST_COMMENT: Final = 2**16 - 1
_VERSION, _UTF8, _STORED, _TIME, _DATE = 20, 0x0800, 0, 0, 0x0021
MOST: Final = 2**32 - 1
MEMBERS: Final = 10_000
LONGEST_NAME: Final = 240
_CHUNK: Final = 2**20
_NAME_CHARACTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ._-/@+")


class NotCanonical(EvidenceError):
    """An archive is not in the one form; the message says where it first departs from it."""


class Unreadable(NotCanonical):
    """A file is no ZIP file at all, or not all of one came: nothing can be said of what it was meant to be."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive, found and not yet read."""

    name: str
    offset: int
    """Of its first byte in the archive."""
    size: int
    crc: int


_DEVICE: Final = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
"""Names of devices on Windows, with any ending."""


def check_name(name: str) -> str:
    """Return '' for a name that may stand in a bundle, or why it may not."""
    if not name or len(name) > LONGEST_NAME:
        return "it is empty or too long"
    if not set(name) <= _NAME_CHARACTERS:
        return "it has characters other than letters, digits and ._-/@+"
    if any(part in ("", ".", "..") for part in name.split("/")):
        return "it leads out of the archive"
    if any(_DEVICE.fullmatch(part) or part.endswith(".") for part in name.split("/")):
        return "it is no name of a file on Windows"
    return ""


@dataclass(frozen=True, slots=True)
class Stored:
    """A member of another archive, to be copied."""

    path: Path
    member: Member


Source: TypeAlias = Path | bytes | Stored


def write(target: BinaryIO, members: Mapping[str, Source]) -> None:
    """Write an archive of `members`, by name: bytes, or files that are copied in. Raises OurFault for a bad name."""
    directory: list[bytes] = []
    offset = 0
    for name in sorted(members):
        if why := check_name(name):
            raise OurFault(f"a bundle cannot hold {name!r}: {why}")
        source, encoded = members[name], name.encode("ascii")
        crc, size = _measure(source)
        target.write(_local(encoded, crc, size))
        for piece in _pieces(source):
            target.write(piece)
        directory.append(_central(encoded, crc, size, offset))
        offset += _LOCAL.size + len(encoded) + size
    for entry in directory:
        target.write(entry)
    length = sum(map(len, directory))
    if offset + length > MOST:
        raise OurFault("a bundle cannot be larger than 4 GiB")
    target.write(_end(len(directory), length, offset))


def rewrite(
    target: BinaryIO,
    path: Path,
    members: Mapping[str, Member],
    changes: Mapping[str, Callable[[bytes], bytes]],
) -> None:
    """Write the archive at `path` anew with some members changed: each by the function that takes its old bytes."""
    kept: dict[str, Source] = {name: Stored(path, member) for name, member in members.items()}
    write(target, kept | {name: change(b"".join(content(path, members[name]))) for name, change in changes.items()})


def members_of(path: Path) -> tuple[Member, ...]:
    """Return the members of an archive in the one form, their content checked by its CRC.

    Raises NotCanonical, which is Unreadable where the file is no ZIP file, or only the beginning of one.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        if not _begins(file) and not _has_end(file, size):
            hint = "Give the file that the supplier sent, a .zip as `hallmark certify` writes it."
            raise Unreadable("this is no ZIP file, and so no bundle", where=str(path), hint=hint)
        found = tuple(_members(file, size, str(path)))
        _check_order(found, str(path))
        _check_end(file, found, size, str(path))
    return found


def content(path: Path, member: Member) -> Iterator[bytes]:
    """Yield the bytes of a member, a mebibyte at most at a time."""
    with path.open("rb") as file:
        file.seek(member.offset)
        yield from _read(file, member.size)


def _members(file: BinaryIO, size: int, where: str) -> Iterator[Member]:
    position = 0
    for _ in range(MEMBERS + 1):
        head = file.read(_LOCAL.size)
        if not head.startswith(_BEGINNING):
            return
        if len(head) < _LOCAL.size:
            raise _cut_short(size, where)
        *_, crc, packed, length, name_length, _ = _LOCAL.unpack(head)
        encoded = file.read(min(name_length, LONGEST_NAME + 1))
        if position + _LOCAL.size + name_length + length > size and packed == length and not _has_end(file, size):
            raise _cut_short(size, where)
        name = encoded.decode("ascii", "replace")
        if why := check_name(name):
            raise NotCanonical(f"a member is called {name[:80]!r}: {why}", where=where)
        start = position + _LOCAL.size + len(encoded)
        if head != _local(encoded, crc, length)[: _LOCAL.size] or packed != length or start + length > size:
            raise NotCanonical(f"the head of {name} is not as it is written", where=where)
        member = Member(name=name, offset=start, size=length, crc=crc)
        if _crc(_read(file, length)) != crc:
            raise NotCanonical(f"{name} was damaged: its checksum differs", where=where)
        yield member
        position = start + length
    raise NotCanonical(f"it has more than {MEMBERS} members", where=where)


def _check_order(found: tuple[Member, ...], where: str) -> None:
    names = [member.name for member in found]
    if names != sorted(set(names)):
        raise NotCanonical("members are out of order, or one name stands twice", where=where)
    if len({name.casefold() for name in names}) != len(names):
        raise NotCanonical("two members differ only in case", where=where)


def _check_end(file: BinaryIO, found: tuple[Member, ...], size: int, where: str) -> None:
    end = found[-1].offset + found[-1].size if found else 0
    entries = [_central(m.name.encode("ascii"), m.crc, m.size, m.offset - _LOCAL.size - len(m.name)) for m in found]
    expected = b"".join(entries)
    expected += _end(len(found), len(expected), end)
    file.seek(end)
    rest = file.read(len(expected) + 1)
    if len(rest) < len(expected) and (expected.startswith(rest) or _BEGINNING.startswith(rest)):
        raise _cut_short(size, where)
    if size != end + len(expected) or rest != expected:
        raise NotCanonical("the directory of the archive is not as it is written", where=where)


def _begins(file: BinaryIO) -> bool:
    file.seek(0)
    head = file.read(len(_BEGINNING))
    file.seek(0)
    return head == _BEGINNING


def _has_end(file: BinaryIO, size: int) -> bool:
    """Tell whether an end of a directory stands where a ZIP file has it: behind it is a comment at most."""
    here = file.tell()
    file.seek(max(0, size - _END.size - _LONGEST_COMMENT))
    found = _ENDING in file.read()
    file.seek(here)
    return found


def _cut_short(size: int, where: str) -> Unreadable:
    hint = "Fetch it again; where a portal cuts files off, have it sent in volumes (`hallmark certify --max-part`)."
    return Unreadable(f"only the beginning of the file came, {size} bytes of it", where=where, hint=hint)


def _local(name: bytes, crc: int, size: int) -> bytes:
    return _LOCAL.pack(_BEGINNING, _VERSION, _UTF8, _STORED, _TIME, _DATE, crc, size, size, len(name), 0) + name


def _central(name: bytes, crc: int, size: int, offset: int) -> bytes:
    fixed = (b"PK\x01\x02", _VERSION, _VERSION, _UTF8, _STORED, _TIME, _DATE, crc, size, size, len(name))
    return _CENTRAL.pack(*fixed, 0, 0, 0, 0, 0, offset) + name


def _end(count: int, length: int, offset: int) -> bytes:
    return _END.pack(_ENDING, 0, 0, count, count, length, offset, 0)


def _measure(source: Source) -> tuple[int, int]:
    crc = size = 0
    for piece in _pieces(source):
        crc, size = zlib.crc32(piece, crc), size + len(piece)
    return crc, size


def _crc(pieces: Iterator[bytes]) -> int:
    crc = 0
    for piece in pieces:
        crc = zlib.crc32(piece, crc)
    return crc


def _pieces(source: Source) -> Iterator[bytes]:
    if isinstance(source, bytes):
        yield source
        return
    if isinstance(source, Stored):
        yield from content(source.path, source.member)
        return
    with source.open("rb") as file:
        while piece := file.read(_CHUNK):
            yield piece


def _read(file: BinaryIO, size: int) -> Iterator[bytes]:
    while size and (piece := file.read(min(size, _CHUNK))):
        size -= len(piece)
        yield piece
