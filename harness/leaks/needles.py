"""Finds declared secrets in bytes, in every encoding that is looked for, in one pass over the bytes."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from html import escape
from typing import Final, NamedTuple
from urllib.parse import quote, quote_plus

from ahocorasick_rs import BytesAhoCorasick

from harness.secretforms import forms

SHORTEST: Final = 4
"""Octets of a secret that is looked for; fewer stand everywhere by chance."""
TWICE: Final = 8
"""Letters of an encoding that are encoded once more, or are base32; fewer turn up by chance."""
WIDE: Final = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
LINE: Final = 32
"""Letters of a line of a key that is looked for by itself: a key is seldom written as it is in its file."""


class Found(NamedTuple):
    """Where one thing stands, and what it is; never the thing itself."""

    start: int
    end: int
    kind: str
    """`secret`, `token`, `key` or `person`."""
    what: str
    value: bytes = b""
    """What it is compared by with other finds: the same value is one leak; empty: as it stands."""


class Needles:
    """The secrets of a declaration, prepared for looking."""

    def __init__(self, secrets: Mapping[str, bytes]) -> None:
        """`secrets` by the name that is shown; one of several lines is looked for line by line."""
        self._names: list[str] = []
        patterns: list[bytes] = []
        for name, secret in secrets.items():
            for needle in dict.fromkeys(form for part in parts(secret) for form in written(part)):
                patterns.append(needle)
                self._names.append(name)
        self._machine = BytesAhoCorasick(patterns) if patterns else None

    def found(self, data: bytes) -> Iterator[Found]:
        """Yield each place where a secret stands, in one of its forms."""
        if self._machine is None or not data:
            return
        for number, start, end in self._machine.find_matches_as_indexes(data):
            name = self._names[number]
            yield Found(start, end, "secret", name, name.encode())


def parts(secret: bytes) -> tuple[bytes, ...]:
    """Return what is looked for of a secret: itself; of a key in PEM form (RFC 7468), its lines."""
    if b"-----BEGIN" not in secret:
        return (secret,) if len(secret) >= SHORTEST else ()
    return tuple(line for line in secret.split() if len(line) >= LINE and b"-----" not in line)


def written(secret: bytes) -> tuple[bytes, ...]:
    """Return the forms of a secret: raw, escaped, and in characters of two or four octets; of each, in hexadecimal,
    base64 at each offset in both alphabets, base32 at each offset, and base64 once more.

    What stands in the payload of a JWT (RFC 7519) stands in base64 at one of the three offsets.
    """
    text = secret.decode("latin-1")
    utf8 = secret.decode("utf-8", "replace")
    escaped = [quote(secret, safe=""), quote_plus(secret), quote(secret, safe="").lower(), escape(utf8)]
    escaped += (json.dumps(utf8)[1:-1], json.dumps(utf8, ensure_ascii=False)[1:-1], json.dumps(utf8)[1:-1].lower())
    raw = (secret, *(utf8.encode(wide) for wide in WIDE))
    lettered = [one for plain in raw for one in (*forms(plain), *_base32(plain))]
    again = [one for inner in forms(secret)[1:] if len(inner) >= TWICE for one in forms(inner)[1:]]
    found = (*lettered, *again, *(one.encode() for one in escaped), text.encode("utf-8"))
    return tuple(dict.fromkeys(one for one in found if len(one) >= SHORTEST))


def _base32(plain: bytes) -> tuple[bytes, ...]:
    """Return the letters of base32 (RFC 4648 section 6) that depend on the octets alone, whatever stands before."""
    found = []
    for shift in range(5):
        core = base64.b32encode(bytes(shift) + plain)[-(-8 * shift // 5) : 8 * (shift + len(plain)) // 5]
        found += [core, core.lower()] if len(core) >= TWICE else []
    return tuple(found)
