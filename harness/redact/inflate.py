"""Undoes the compression of a body, as far as it goes and as far as it is worth a look."""

from __future__ import annotations

import re
import zlib
from collections import deque

CAP = 8 << 20
"""Bytes that come out at most."""
_STEP = 64
_CODING = re.compile(rb"\ncontent-encoding:[ \t]*([^\r\n]*)")
BEGINS_GZIP = b"\x1f\x8b\x08"
"""How a file of gzip begins, with the one method that it knows (RFC 1952 section 2.3.1)."""
GZIP = b"gzip"
KNOWN = (GZIP, b"x-gzip", b"deflate")
"""RFC 9110 section 8.4.1."""


def coding_of(head: bytes) -> bytes:
    """Return the Content-Encoding that a head names, in lower case; nothing for none or `identity`."""
    if "content-encoding" not in head.decode("latin-1").lower():
        return b""
    found = _CODING.search(head.lower())
    coding = found[1].strip() if found else b""
    return b"" if coding == b"identity" else coding


def packing_of(head: bytes, body: bytes) -> bytes:
    """Return the coding of a body: as its head names it, or gzip where it begins like gzip and nothing is said."""
    return coding_of(head) or (GZIP if body.startswith(BEGINS_GZIP) else b"")


def inflated(body: bytes) -> bytes:
    """Return the first bytes of a compressed body, up to CAP; what stands behind a fault is left out."""
    # gzip or zlib (RFC 1952, RFC 1950), or the bare deflate (RFC 1951) that some call by its name
    return _inflated(body, 47) or _inflated(body, -15)


def _inflated(body: bytes, bits: int) -> bytes:
    engine = zlib.decompressobj(bits)
    found = bytearray()
    # In small steps, since a fault takes all of its step with it.
    pieces = deque(body[at : at + _STEP] for at in range(0, len(body), _STEP))
    try:
        while pieces and len(found) < CAP:
            found += engine.decompress(pieces.popleft(), CAP - len(found))
            if engine.eof and (engine.unused_data or pieces):
                pieces.appendleft(engine.unused_data)  # gzip may have several members
                engine = zlib.decompressobj(bits)
    except zlib.error:
        pass
    return bytes(found)
