"""What is wrapped is taken out, layer by layer, and no wrapping costs more than is allowed."""

from __future__ import annotations

import base64
import gzip
import quopri
import textwrap
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.leaks.layers import MOST, Layer, Piece, decoded, unpacked
from harness.leaks.scan import Scan
from harness.redact.inflate import CAP

SECRET = b"C4nary-7f3b91"
TOKEN = b"Authorization: Bearer 0123456789abcdef0123456789abcdef"
MAIL = b"write to j.smith@acme-policing.co.uk today"
ROOM = 1 << 20
Wrap = Callable[[bytes], bytes]


def mime(data: bytes) -> bytes:
    return b"\r\n".join(base64.encodebytes(data).splitlines())


def spread(data: bytes) -> bytes:
    """Quoted-printable with every third octet written in hexadecimal, and soft line breaks."""
    letters = [f"={one:02X}" if n % 3 == 0 else chr(one) for n, one in enumerate(data)]
    return "".join(one + ("=\r\n" if n % 7 == 6 else "") for n, one in enumerate(letters)).encode()


def lines_for_urls(data: bytes) -> bytes:
    return "\n".join(textwrap.wrap(base64.urlsafe_b64encode(b"?" * 80 + data).decode(), 64)).encode()


WRAPPED: dict[str, Wrap] = {
    "base64": base64.b64encode,
    "base64 of base64": lambda d: base64.b64encode(base64.b64encode(d)),
    "base64 thrice": lambda d: base64.b64encode(base64.b64encode(base64.b64encode(d))),
    "base64 over lines": lambda d: mime(b"-" * 40 + d + b"-" * 90),
    "base64 for URLs over lines": lines_for_urls,
    "gzip": gzip.compress,
    "gzip behind something": lambda d: b"--part\r\n\r\n" + gzip.compress(d) + b"\r\n--part--",
    "gzip twice": lambda d: gzip.compress(gzip.compress(d)),
    "gzip in base64": lambda d: base64.b64encode(gzip.compress(d)),
    "gzip in base64 over lines": lambda d: mime(gzip.compress(bytes(range(256)) + d)),
    "zlib in base64": lambda d: base64.urlsafe_b64encode(zlib.compress(d)),
    "base64 in gzip in base64": lambda d: base64.b64encode(gzip.compress(base64.b64encode(d))),
    "UTF-16": lambda d: d.decode().encode("utf-16"),
    "UTF-16, high octet first": lambda d: d.decode().encode("utf-16-be"),
    "UTF-32": lambda d: d.decode().encode("utf-32-le"),
    "UTF-32, high octet first": lambda d: d.decode().encode("utf-32-be"),
    "UTF-16 in base64": lambda d: base64.b64encode(d.decode().encode("utf-16-le")),
    "quoted-printable": spread,
    "quoted-printable as a library writes it": lambda d: quopri.encodestring("£ ".encode() * 20 + d),
    "base64 in quoted-printable": lambda d: quopri.encodestring(base64.b64encode(b"x" * 50 + d + b"x" * 80)),
}
BY_FORM: dict[str, Wrap] = {
    "base32": base64.b32encode,
    "base32 in small letters": lambda d: base64.b32encode(b"abc" + d).lower(),
    "hexadecimal in base64": lambda d: base64.b64encode(d.hex().encode()),
    "UTF-32 in hexadecimal": lambda d: d.decode().encode("utf-32-be").hex().encode(),
}


def found(data: bytes) -> set[str]:
    return {one.what for one in Scan({"password": SECRET})._all(b'{"a":"' + data + b'"}')}


@pytest.mark.parametrize("name", WRAPPED | BY_FORM)
def test_a_secret_is_found_in(name: str) -> None:
    assert found((WRAPPED | BY_FORM)[name](SECRET)) == {"password"}


@pytest.mark.parametrize("name", WRAPPED)
def test_a_token_and_an_address_are_found_in(name: str) -> None:
    assert found(WRAPPED[name](TOKEN)) >= {"bearer credential"}
    assert found(WRAPPED[name](MAIL)) >= {"email address"}


def test_it_is_named_by_where_it_is_wrapped() -> None:
    data = b'{"a":1,"b":"' + base64.b64encode(gzip.compress(base64.b64encode(MAIL))) + b'"}'
    ((start, end, *_),) = {(one.start, one.end) for one in Scan({})._all(data)}
    assert data[start - 1 : start] == b'"'
    assert data[start:end] == data[start:].rstrip(b'="}')


def test_what_holds_nothing_is_left_alone() -> None:
    names = b"/incident-transfer/v1/incidents/2fd2f792-53c6-47eb-8a82-66954e896a65/methane?page=3 " + b"aB3" * 30
    assert list(decoded(names + b" " + bytes(range(32)).hex().encode(), ROOM)) == []
    assert list(unpacked(b"plain\0\nplain\0\n" * 20, ROOM)) == []


def test_a_bomb_gives_no_more_than_its_room() -> None:
    bomb = gzip.compress(bytes(CAP * 4), 9)
    for data in (bomb, gzip.compress(bomb), bomb * 5, base64.b64encode(bomb), base64.b64encode(gzip.compress(bomb))):
        pieces = (*unpacked(data, ROOM), *decoded(data, ROOM))
        assert sum(len(one.data) for one in pieces) <= ROOM + len(data)
        assert found(data) == set()


def test_streams_that_are_none_are_given_up() -> None:
    assert list(unpacked(b"\x1f\x8b\x08\0" * (MOST * 3), ROOM)) == []


def test_a_bomb_hides_nothing_beside_it() -> None:
    assert found(gzip.compress(bytes(CAP * 2)) + b'","b":"' + SECRET) == {"password"}


def test_a_stream_that_breaks_off_gives_what_it_held() -> None:
    whole = gzip.compress(SECRET + bytes(range(256)) * 200)
    assert found(whole[:-9] + b"garbage") == {"password"}


def test_a_layer_knows_where_its_pieces_were() -> None:
    layer = Layer([Piece(5, 9, b"abc"), Piece(20, 30, b"defg")])
    assert (layer.span(0), layer.span(2), layer.span(5)) == ((5, 9), (5, 9), (20, 30))


@given(st.binary(max_size=300))
def test_anything_may_be_handed_over(data: bytes) -> None:
    for one in (*unpacked(data, ROOM), *decoded(data, ROOM)):
        assert 0 <= one.start < one.end <= len(data)
