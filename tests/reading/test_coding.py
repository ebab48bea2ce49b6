"""Content codings are undone up to a cap, and nothing damaged passes for whole."""

from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.jsonbytes import NotJson
from harness.reading.coding import decoded


def bare(data: bytes) -> bytes:
    squeezer = zlib.compressobj(wbits=-15)
    return squeezer.compress(data) + squeezer.flush()


@given(st.binary(max_size=300), st.binary(max_size=50))
def test_round_trips(data: bytes, more: bytes) -> None:
    assert decoded(gzip.compress(data), "gzip") == data
    assert decoded(gzip.compress(data) + gzip.compress(more), "X-GZIP") == data + more
    assert decoded(zlib.compress(data), "deflate") == data
    assert decoded(bare(data), "deflate") == data
    assert decoded(gzip.compress(zlib.compress(data)), "deflate, gzip") == data
    assert decoded(data, "") == data == decoded(data, " Identity,")


@pytest.mark.parametrize(
    "body, coding",
    [
        (b"plain", "gzip"),
        (gzip.compress(b"x" * 99, mtime=0)[:-1], "gzip"),
        (gzip.compress(b"x" * 99, mtime=0) + b"more", "gzip"),
        (zlib.compress(b"x") + b"more", "deflate"),
        (b"x", "br"),
        (b"x", "gzip, zstd"),
        (b"", "br"),
        (b"x", "gzip,gzip,gzip,gzip"),
    ],
)
def test_what_is_damaged_or_unknown(body: bytes, coding: str) -> None:
    assert decoded(body, coding) == NotJson("content_coding")


def test_a_bomb_stops_at_the_cap() -> None:
    bomb = gzip.compress(gzip.compress(b"\x00" * 3_000_000))
    assert decoded(bomb, "gzip, gzip", cap=1_000_000) == NotJson("bomb")
    assert decoded(gzip.compress(b"x" * 100), "gzip", cap=100) == b"x" * 100
    assert decoded(gzip.compress(b"x" * 60) * 2, "gzip", cap=100) == NotJson("bomb")
