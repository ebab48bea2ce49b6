"""Names a place in evidence for people, and finds it again: exchange, part, and field.

`note-1#3:reply.body:/person/email` is a member of a JSON body (RFC 6901), `note-1#3:reply.head:set-cookie` a header
field, `note-1#3:request.target:?q` a parameter, and `@120+24` so many octets where a part has no names. What is no
exchange is named by the member of the bundle: `verdict.json:@120+24`.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from harness.errors import DeclarationError
from harness.evidence import ExchangeId
from harness.redact.hits import Hit, Leaves

PARTS: Final = ("request.target", "request.head", "request.body", "reply.head", "reply.body")
_PLACE: Final = re.compile(rf"(.*)#([0-9]{{1,18}}):({'|'.join(map(re.escape, PARTS))})(?::(.*))?", re.DOTALL)
_SPAN: Final = re.compile(r"@([0-9]{1,12})\+([0-9]{1,12})")
_NAME: Final = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+(?=:)")


class Place(NamedTuple):
    """A place in one exchange."""

    id: ExchangeId
    part: str
    """One of `PARTS`."""
    field: str
    """JSON pointer, header field, `?parameter` or `@offset+length`; empty: all of the part."""

    def __str__(self) -> str:
        return f"{self.id}:{self.part}" + (f":{self.field}" if self.field else "")


def place_of(text: str) -> Place:
    """Return the place that `text` names. Raises DeclarationError."""
    found = _PLACE.fullmatch(text)
    if found is None:
        hint = "It is PARTITION#ORDINAL:PART:FIELD, as `hallmark certify` prints it."
        raise DeclarationError("this names no place in evidence", where=text[:200], hint=hint)
    return Place(ExchangeId(found[1], int(found[2])), found[3], found[4] or "")


def field_at(part: str, data: bytes, start: int, end: int) -> str:
    """Return the name of the field in which the octets from `start` to `end` of a part stand."""
    span = f"@{start}+{end - start}"
    if part.endswith(".body"):
        return Leaves(data).around(Hit(start, end, "")).pointer or span
    if part.endswith(".head"):
        field = _NAME.match(data, data.rfind(b"\n", 0, start) + 1)
        return field[0].decode().lower() if field and field.end() <= start else span
    before = max(data.rfind(b"&", 0, start), data.rfind(b"?", 0, start))
    name, equals, _ = data[before + 1 : start].partition(b"=")
    return f"?{name.decode('ascii', 'replace')}" if before >= 0 and equals else span


def spans_of(part: str, data: bytes, field: str) -> tuple[tuple[int, int], ...]:
    """Return (start, end) of every octet of a part that `field` names; nothing where it names none."""
    if not field:
        return ((0, len(data)),) if data else ()
    if octets := _SPAN.fullmatch(field):
        start = int(octets[1])
        end = start + int(octets[2])
        return ((start, end),) if start < end <= len(data) else ()
    if part.endswith(".body"):
        return _leaves(data, field)
    if part.endswith(".head"):
        pattern = rb"^" + re.escape(field.encode()) + rb":[ \t]*([^\r\n]*)"
        return tuple(one.span(1) for one in re.finditer(pattern, data, re.MULTILINE | re.IGNORECASE))
    pattern = rb"[?&]" + re.escape(field[1:].encode()) + rb"=([^&#]*)"
    return tuple(one.span(1) for one in re.finditer(pattern, data))


def _leaves(data: bytes, pointer: str) -> tuple[tuple[int, int], ...]:
    leaves = Leaves(data)
    below = pointer.rstrip("/") + "/"
    return tuple(leaves.inside(one) for one in leaves.all() if one[0] == pointer or one[0].startswith(below))
