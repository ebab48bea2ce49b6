"""Reads the header fields of a head as it was on the wire (RFC 9110 section 5, RFC 9112 section 5)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TypeVar, overload

D = TypeVar("D")


USUAL = 120
"""Characters of a field line that is remembered."""


class Fields:
    """Header fields in their order; names compare in any case."""

    __slots__ = ("_found", "_lines")

    def __init__(self, head: bytes) -> None:
        """Take a request's or reply's head, its first line included."""
        lines: list[tuple[str, str, str]] = []
        for line in head.decode("latin-1").split("\n")[1:]:
            if line[:1] in (" ", "\t") and lines:
                # A folded line belongs to the field before it (RFC 9112 section 5.2).
                name, value, lower = lines[-1]
                lines[-1] = (name, f"{value} {line.strip()}", lower)
                continue
            found = _usual(line) if len(line) <= USUAL else _field(line)
            if found is not None:
                lines.append(found)
        self._lines = lines
        self._found: dict[str, str] | None = None

    def items(self) -> tuple[tuple[str, str], ...]:
        """Return every field line as (name, value), in order."""
        return tuple((name, value) for name, value, _ in self._lines)

    def all(self, name: str) -> tuple[str, ...]:
        """Return the value of each field line of that name, in order."""
        lower = name.lower()
        return tuple(value for _, value, each in self._lines if each == lower)

    @overload
    def get(self, name: str) -> str | None: ...
    @overload
    def get(self, name: str, default: D) -> str | D: ...
    def get(self, name: str, default: D | None = None) -> str | D | None:
        """Return the field's value, its lines joined by a comma (RFC 9110 section 5.3), or `default`."""
        if self._found is None:
            found: dict[str, str] = {}
            for _, value, lower in self._lines:
                found[lower] = f"{found[lower]}, {value}" if lower in found else value
            self._found = found
        return self._found.get(name.lower(), default)

    def __contains__(self, name: str) -> bool:
        return self.get(name) is not None

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.items())

    def __len__(self) -> int:
        return len(self._lines)


def _field(line: str) -> tuple[str, str, str] | None:
    name, colon, value = line.partition(":")
    return (name, value.strip(" \t\r"), name.lower()) if colon else None


_usual = lru_cache(maxsize=1024)(_field)
"""Most field lines are the same from one exchange to the next."""

NONE = Fields(b"")
LONGEST = 2_000
"""Octets of a head that is remembered."""
_known = lru_cache(maxsize=256)(Fields)
"""Most products answer many requests in a row with the same head."""


def fields_of(head: bytes) -> Fields:
    """Return the fields of a head; what they are is read once, where heads are alike."""
    return _known(head) if len(head) <= LONGEST else Fields(head)


@lru_cache(maxsize=1024)
def media_type_of(content_type: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return the media type in lower case and its parameters (names in lower case) of a Content-Type's value."""
    media_type, _, rest = content_type.partition(";")
    parameters = []
    for part in split_outside_quotes(rest, ";"):
        name, equals, value = part.partition("=")
        if equals:
            parameters.append((name.strip().lower(), _unquoted(value.strip())))
    return media_type.strip().lower(), tuple(parameters)


def split_outside_quotes(text: str, mark: str) -> list[str]:
    """Split at `mark` where it does not stand in a quoted string (RFC 9110 section 5.6.4)."""
    if '"' not in text:
        return text.split(mark)
    parts, start, quoted, skip = [], 0, False, False
    for index, char in enumerate(text):
        if skip:
            skip = False
        elif quoted and char == "\\":
            skip = True
        elif char == '"':
            quoted = not quoted
        elif char == mark and not quoted:
            parts.append(text[start:index])
            start = index + 1
    return [*parts, text[start:]]


def _unquoted(value: str) -> str:
    if len(value) < 2 or value[0] != '"' or value[-1] != '"':
        return value
    out, skip = [], False
    for char in value[1:-1]:
        if char == "\\" and not skip:
            skip = True
        else:
            out.append(char)
            skip = False
    return "".join(out)
