"""Finds a secret in bytes in whatever common form it was written: raw, escaped, in base64 or hexadecimal."""

from __future__ import annotations

import base64
import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache

_LAYERS = 2
_SHORTEST_CORE = 8
"""Letters of base64 that are taken for a secret wherever they stand; fewer turn up by chance."""
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]")

# What stands for other bytes: percent-encoding (RFC 3986), JSON's escapes (RFC 8259), HTML's references.
_ESCAPE = re.compile(
    rb"%[0-9a-fA-F]{2}"
    rb"|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    rb"|\\u[0-9a-fA-F]{4}"
    rb'|\\["\\/bfnrt]'
    rb"|&(?:amp|lt|gt|quot|apos|#[0-9]{1,5}|#[xX][0-9a-fA-F]{1,4});"
)
_RUN = re.compile(
    rb"%[0-9a-fA-F]{2}(?:%[0-9a-fA-F]{2})*"
    rb"|\\u[0-9a-fA-F]{4}(?:\\u[0-9a-fA-F]{4})*"
    rb'|\\["\\/bfnrt](?:\\["\\/bfnrt])*'
    rb"|&(?:amp|lt|gt|quot|apos|#[0-9]{1,5}|#[xX][0-9a-fA-F]{1,4});"
)
"""The same, as many of a kind as follow on each other: these are undone at once. Each form begins with a letter of its
own, which `re` looks for first."""
_JSON = {b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t"}
_LETTERS = bytes.maketrans(b"bfnrt", b"\b\f\n\r\t")
_HTML = {b"amp": b"&", b"lt": b"<", b"gt": b">", b"quot": b'"', b"apos": b"'"}


def forms(secret: bytes) -> tuple[bytes, ...]:
    """Return what to look for: the secret, its hexadecimal digits, and its base64 (RFC 4648) in both alphabets.

    Its base64 is found inside of longer base64 as well.

    Where other bytes stand before the secret, as in `name:password`, its base64 has one of three shapes; of each, the
    letters that depend on the secret alone.
    """
    # A space may be a plus sign in a form (WHATWG URL, application/x-www-form-urlencoded).
    found = {secret: None, secret.replace(b" ", b"+"): None}
    if len(secret) >= _SHORTEST_CORE // 2:
        found |= dict.fromkeys((secret.hex().encode(), secret.hex().upper().encode()))
    for shift in range(3):
        padded = bytes(shift) + secret
        for encoded in (base64.b64encode(padded), base64.urlsafe_b64encode(padded)):
            core = encoded[-(-8 * shift // 6) : 8 * len(padded) // 6]
            if len(core) >= _SHORTEST_CORE:
                found[core] = None
            elif not shift:
                found[encoded] = None
    return tuple(found)


def find(part: bytes, needles: tuple[bytes, ...]) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each place in `part` where one of the `forms` of a secret stands."""
    for needle in needles:
        at = part.find(needle)
        while at >= 0:
            end = at + len(needle)
            yield (at, end) if len(needle) == len(needles[0]) else _widened(part, at, end)
            at = part.find(needle, at + 1)


def _widened(part: bytes, start: int, end: int) -> tuple[int, int]:
    """Take in the letters of base64 on either side, which hold some bits of the secret, and padding."""
    if start and _BASE64.match(part, start - 1):
        start -= 1
    if _BASE64.match(part, end):
        end += 1
    while part[end : end + 1] == b"=":
        end += 1
    return start, end


class Unescaped:
    """Bytes with their escapes undone, which knows where each byte was written."""

    def __init__(self, part: bytes) -> None:
        """Undo percent-encoding, JSON's escapes and HTML's references, one within another up to twice."""
        self._written = part
        self._layers: list[_Layer] = []
        self.data = part
        for _ in range(_LAYERS):
            self.data = undone(self.data)

    @staticmethod
    def worth_while(text: str) -> bool:
        """Say whether there may be an escape at all in a part, given as ISO 8859-1."""
        return "%" in text or "\\" in text or "&" in text

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where the bytes of `data` from `start` to `end` are written in the part; whole escapes only."""
        if not self._layers:
            self._place()
        for layer in reversed(self._layers):
            start, end = layer.place(start)[0], layer.place(end - 1)[1]
        return start, end

    def _place(self) -> None:
        """Find out where each byte was written: that takes several times as long, and is mostly not asked."""
        part = self._written
        while len(self._layers) < _LAYERS and (layer := _Layer(part)).written:
            self._layers.append(layer)
            part = layer.data


def undone(part: bytes) -> bytes:
    """Return bytes with their escapes undone, once."""
    return _RUN.sub(_meant, part)


class _Layer:
    """One round of undoing, and where each byte was written."""

    __slots__ = ("_ends", "_following", "_undone", "data", "written")

    def __init__(self, part: bytes) -> None:
        pieces: list[bytes] = []
        # Of each escape: where it begins and ends undone, where it is written, and where what follows it is written.
        self._undone: list[int] = []
        self._ends: list[int] = []
        self.written: list[int] = []
        self._following: list[int] = []
        position = length = 0
        for found in _ESCAPE.finditer(part):
            start, end = found.span()
            meant = _meaning(found[0])
            pieces += (part[position:start], meant)
            length += start - position
            self._undone.append(length)
            length += len(meant)
            self._ends.append(length)
            self.written.append(start)
            self._following.append(end)
            position = end
        pieces.append(part[position:])
        self.data = b"".join(pieces)

    def place(self, at: int) -> tuple[int, int]:
        """Return where the byte at `at` is written: (start, end) of itself or of its escape."""
        index = bisect_right(self._undone, at) - 1
        if index < 0:
            return at, at + 1
        beyond = at - self._ends[index]
        if beyond < 0:
            return self.written[index], self._following[index]
        return self._following[index] + beyond, self._following[index] + beyond + 1


def _meant(found: re.Match[bytes]) -> bytes:
    """Return what a run of escapes of one kind stands for."""
    run = found[0]
    if run.startswith(b"%"):
        return bytes.fromhex(run.replace(b"%", b"").decode("ascii"))
    if run.startswith(b"&"):
        return _meaning(run)
    if run[1:2] == b"u":
        units = bytes.fromhex(run.replace(b"\\u", b"").decode("ascii"))
        return units.decode("utf-16-be", "replace").encode("utf-8")
    return run[1::2].translate(_LETTERS)


@lru_cache(maxsize=1024)
def _meaning(escape: bytes) -> bytes:
    kind = escape[:1]
    if kind == b"%":
        return bytes([int(escape[1:], 16)])
    if kind == b"&":
        name = escape[1:-1]
        if not name.startswith(b"#"):
            return _HTML[name]
        code = int(name[2:], 16) if name[1:2] in b"xX" else int(name[1:])
        return chr(code).encode("utf-8", "replace")
    if escape[1:2] != b"u":
        return _JSON.get(escape[1:], escape[1:])
    units = bytes.fromhex(escape.replace(b"\\u", b"").decode("ascii"))
    return units.decode("utf-16-be", "replace").encode("utf-8")
