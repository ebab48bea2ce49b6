"""Undoes the content coding of a body, up to a cap (RFC 9110 section 8.4)."""

from __future__ import annotations

import zlib

from harness.jsonbytes import NotJson

CAP = 16 * 1024 * 1024
"""Bytes that a body may grow to; what would grow further is a bomb."""
MOST_CODINGS = 3
_GZIP = 16 + zlib.MAX_WBITS


def decoded(body: bytes, content_encoding: str, cap: int = CAP) -> bytes | NotJson:
    """Return the content, or `NotJson` with `bomb` or `content_coding` (unknown to us, or not as it says)."""
    codings = [each.strip().lower() for each in content_encoding.split(",")]
    codings = [each for each in codings if each not in ("", "identity")]
    if len(codings) > MOST_CODINGS or any(each not in ("gzip", "x-gzip", "deflate") for each in codings):
        return NotJson("content_coding")
    for coding in reversed(codings):
        try:
            body = _deflated(body, cap) if coding == "deflate" else _inflated(body, _GZIP, cap)
        except zlib.error:
            return NotJson("content_coding")
        if len(body) > cap:
            return NotJson("bomb")
    return body


def _deflated(body: bytes, cap: int) -> bytes:
    # Some send bare deflate under the name of the zlib format (RFC 9110 section 8.4.1.2).
    bare = not (len(body) > 1 and body[0] & 0x0F == 8 and (body[0] * 256 + body[1]) % 31 == 0)
    return _inflated(body, -zlib.MAX_WBITS if bare else zlib.MAX_WBITS, cap)


def _inflated(body: bytes, bits: int, cap: int) -> bytes:
    """Return at most `cap + 1` bytes; raises zlib.error for a stream that is damaged, cut short or followed by more."""
    out = bytearray()
    while body:
        stream = zlib.decompressobj(bits)
        out += stream.decompress(body, cap + 1 - len(out))
        if len(out) > cap:
            return bytes(out)
        if not stream.eof:
            raise zlib.error("cut short")
        body = stream.unused_data
        if body and bits != _GZIP:  # only gzip may have several members (RFC 1952 section 2.2)
            raise zlib.error("more follows")
    return bytes(out)
