"""A compressed body is undone as far as it goes, and never further than the cap."""

from __future__ import annotations

import gzip
import zlib

import pytest
from miniatures import hostile
from resource_use import at_most

from harness.redact.inflate import CAP, coding_of, inflated

TEXT = b"".join(b"line %d of some text\n" % line for line in range(500))


@pytest.mark.parametrize(
    "packed",
    [gzip.compress(TEXT, mtime=0), zlib.compress(TEXT), gzip.compress(TEXT, mtime=0) + gzip.compress(b"!", mtime=0)],
)
def test_what_is_whole_comes_out_whole(packed: bytes) -> None:
    assert inflated(packed).rstrip(b"!") == TEXT


def test_bare_deflate_comes_out_too() -> None:
    engine = zlib.compressobj(wbits=-15)
    assert inflated(engine.compress(TEXT) + engine.flush()) == TEXT


def test_what_stands_before_a_fault_comes_out() -> None:
    packed = gzip.compress(TEXT)
    assert len(inflated(packed[:-200])) > len(TEXT) // 2
    damaged = inflated(packed[:-200] + b"\xff" * 200)
    assert TEXT.startswith(damaged[:1000])
    assert len(damaged) > 1000
    assert inflated(b"plain") == b""
    assert inflated(b"") == b""


def test_a_bomb_stops_at_the_cap() -> None:
    bomb = hostile.gzip_bomb()
    with at_most(mebibytes=4 * CAP >> 20):
        assert len(inflated(bomb)) == CAP


@pytest.mark.parametrize(
    "head, coding",
    [
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: GZip", b"gzip"),
        (b"HTTP/1.1 200 OK\r\nCONTENT-ENCODING:br\r\nX: y", b"br"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: identity", b""),
        (b"HTTP/1.1 200 OK\r\nX-Content-Encoding: gzip", b""),
        (b"HTTP/1.1 200 OK", b""),
    ],
)
def test_the_coding_is_what_the_head_names(head: bytes, coding: bytes) -> None:
    assert coding_of(head) == coding
