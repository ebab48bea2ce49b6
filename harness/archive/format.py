"""Says what a line of evidence looks like in each format, and turns it into our types and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import msgspec

from harness.errors import EvidenceError
from harness.evidence import Footer, Observation, RunContext

FORMAT = 1
"""The format that this copy writes; it also reads every older one for which `CONVERTERS` has a way up."""

Converter: TypeAlias = Callable[[str, Any], Any]
"""`(kind, value) -> value`: one step up, on plain JSON values; kind is `context`, `observation` or `footer`."""

CONVERTERS: dict[int, Converter] = {}
"""From format n to format n + 1. Empty, for there is no older format yet."""

MARK = "evidence"
DEPTH_CAP = 64
"""How deep `fixtures` may nest: the only part of evidence whose shape is free."""


class UnknownFormat(EvidenceError):
    """The evidence is of a later format than this copy knows; nothing is wrong with it."""


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """How much a file from elsewhere may cost its reader, in bytes after decompression."""

    total: int = 64 * 2**30
    line: int = 64 * 2**20
    """One observation. A journal refuses to write a longer one."""
    header: int = 4 * 2**20
    footer: int = 16 * 2**20


LIMITS = Limits()


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """The first line."""

    hallmark: str = MARK
    format: int = FORMAT
    context: RunContext


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """The line of one observation; its salt stands with it, so that a reader needs no key to check it."""

    salt: bytes
    observation: Observation


class Closing(msgspec.Struct, frozen=True, kw_only=True):
    """The line before the last; null when the run never came to its end."""

    footer: Footer | None


class Seal(msgspec.Struct, frozen=True, kw_only=True):
    """What binds a sealed file: digests are `sha256:<hexadecimal>`."""

    count: int
    """Number of observations, which are the leaves of the tree."""
    root: str
    """Root of the Merkle tree (RFC 6962 section 2.1) over the observations' lines, salts included."""
    header: str
    """Digest of the first line, without its newline."""
    footer: str


class Sealed(msgspec.Struct, frozen=True, kw_only=True):
    """The last line."""

    seal: Seal


class _Mark(msgspec.Struct, frozen=True, kw_only=True):
    hallmark: str = ""
    format: int = 0
    context: msgspec.Raw = msgspec.Raw(b"null")


class _RawKept(msgspec.Struct, frozen=True, kw_only=True):
    salt: bytes
    observation: msgspec.Raw


class _RawClosing(msgspec.Struct, frozen=True, kw_only=True):
    footer: msgspec.Raw


_encoder = msgspec.json.Encoder(order="deterministic")
_mark = msgspec.json.Decoder(_Mark)
_context = msgspec.json.Decoder(RunContext)
_kept = msgspec.json.Decoder(Kept)
_raw_kept = msgspec.json.Decoder(_RawKept)
_observation: msgspec.json.Decoder[Observation] = msgspec.json.Decoder(Observation)
_closing = msgspec.json.Decoder(Closing)
_raw_closing = msgspec.json.Decoder(_RawClosing)

UNREADABLE = (msgspec.MsgspecError, ValueError, RecursionError)
"""What the decoders raise on a line that is not what it should be."""


def encode(value: Any) -> bytes:
    """Return the one JSON form of one of our types: fields in declared order, keys of dictionaries sorted."""
    return _encoder.encode(value)


encode_into: Callable[[Any, bytearray, int], None] = _encoder.encode_into
"""`(value, buffer, offset)`: writes the same JSON form into a buffer, which then ends behind it."""


def damaged(where: str, why: str) -> EvidenceError:
    """Return the error for evidence that is not as it was written."""
    hint = "It was damaged or altered after it was written; take a fresh copy from where it was gathered."
    return EvidenceError(why, where=where, hint=hint)


def decode_header(line: bytes, where: str, limits: Limits = LIMITS) -> tuple[RunContext, int]:
    """Return the context and the format in which it was written. Raises EvidenceError."""
    if len(line) > limits.header:
        raise damaged(where, f"the header is longer than {limits.header} bytes")
    try:
        mark = _mark.decode(line)
    except UNREADABLE as error:
        raise damaged(where, f"this is not the header of evidence: {error}") from error
    if mark.hallmark != MARK:
        raise damaged(where, "this is not the header of evidence")
    _check_format(mark.format, where)
    try:
        context = _context.decode(_lift("context", mark.context, mark.format))
    except UNREADABLE as error:
        raise damaged(where, f"the context cannot be read: {error}") from error
    check_depth(context.fixtures, where)
    return context, mark.format


def observation_decoder(format: int) -> Callable[[bytes], Observation]:
    """Return the function that reads a bare observation of `format`; it raises one of `UNREADABLE`."""
    if format == FORMAT:
        return _observation.decode
    return lambda data: _observation.decode(_lift("observation", data, format))


def kept_decoder(format: int) -> Callable[[bytes], Observation]:
    """Return the function that reads an observation from its sealed line; it raises one of `UNREADABLE`."""
    if format == FORMAT:
        return lambda line: _kept.decode(line).observation
    return lambda line: _observation.decode(_lift("observation", _raw_kept.decode(line).observation, format))


def decode_footer(line: bytes, format: int, where: str, limits: Limits = LIMITS) -> Footer | None:
    """Return the footer, or None where the run never came to its end. Raises EvidenceError."""
    if len(line) > limits.footer:
        raise damaged(where, f"the footer is longer than {limits.footer} bytes")
    try:
        if format == FORMAT:
            return _closing.decode(line).footer
        footer = _lift("footer", _raw_closing.decode(line).footer, format)
        return _closing.decode(b'{"footer":%b}' % footer).footer
    except UNREADABLE as error:
        raise damaged(where, f"the footer cannot be read: {error}") from error


def check_depth(value: Any, where: str, left: int = DEPTH_CAP) -> None:
    """Raise EvidenceError when objects and arrays nest deeper than `left`."""
    if not isinstance(value, dict | list | tuple):
        return
    if left == 0:
        raise EvidenceError(f"fixtures nest deeper than {DEPTH_CAP}", where=where, hint="Flatten them.")
    for part in value.values() if isinstance(value, dict) else value:
        check_depth(part, where, left - 1)


def _check_format(format: int, where: str) -> None:
    if format > FORMAT:
        hint = "Judge it with the version of Hallmark that gathered it, or a newer one."
        raise UnknownFormat(f"evidence of format {format}; this copy knows {FORMAT}", where=where, hint=hint)
    if any(step not in CONVERTERS for step in range(format, FORMAT)):
        raise EvidenceError(f"evidence of unknown format {format}", where=where, hint="No version wrote this.")


def _lift(kind: str, data: bytes | msgspec.Raw, format: int) -> bytes | msgspec.Raw:
    """Return `data` as this format would have written it."""
    if format == FORMAT:
        return data
    value = msgspec.json.decode(data)
    for step in range(format, FORMAT):
        value = CONVERTERS[step](kind, value)
    return encode(value)
