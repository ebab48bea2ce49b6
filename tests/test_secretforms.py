"""A secret is found in whatever common form it was written, and where it stands."""

from __future__ import annotations

import base64
import html
import json
import urllib.parse

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.secretforms import Unescaped, _Layer, find, forms, undone

SECRETS = st.binary(min_size=8, max_size=40)
TEXTS = st.text(min_size=8, max_size=30).filter(lambda text: max(text) < "\ud800" or min(text) > "\udfff")


def places(part: bytes, secret: bytes) -> list[bytes]:
    needles = forms(secret)
    found = [part[start:end] for start, end in find(part, needles)]
    undone = Unescaped(part)
    for place in find(undone.data, needles):
        start, end = undone.span(*place)
        found.append(part[start:end])
    return found


@given(secret=SECRETS, before=st.binary(max_size=5), after=st.binary(max_size=5), urlsafe=st.booleans())
def test_it_is_found_inside_of_longer_base64(secret: bytes, before: bytes, after: bytes, urlsafe: bool) -> None:
    encode = base64.urlsafe_b64encode if urlsafe else base64.b64encode
    part = encode(before + secret + after)
    overwritten = {at for start, end in find(b"<" + part + b">", forms(secret)) for at in range(start - 1, end - 1)}
    # Turning over each bit of the secret shows which letters hold any of it.
    other = encode(before + bytes(byte ^ 0xFF for byte in secret) + after)
    assert {at for at in range(len(part)) if part[at] != other[at]} <= overwritten


@given(text=TEXTS)
def test_it_is_found_escaped(text: str) -> None:
    secret = text.encode()
    for written in (
        urllib.parse.quote(secret, safe="").encode(),
        urllib.parse.quote_plus(secret, safe="").encode(),
        "".join(f"%{byte:02x}" for byte in secret).encode(),
        json.dumps(text)[1:-1].encode(),
        json.dumps(text, ensure_ascii=False)[1:-1].encode(),
        json.dumps(urllib.parse.quote(text)).encode()[1:-1],
        "".join(f"\\u{unit:04X}" for unit in units(text)).encode(),
        html.escape(text).encode(),
    ):
        assert written in places(b"x" + written + b"y", secret)


def units(text: str) -> list[int]:
    raw = text.encode("utf-16-be")
    return [int.from_bytes(raw[at : at + 2], "big") for at in range(0, len(raw), 2)]


@pytest.mark.parametrize(
    "part, expected",
    [
        (b"a=s%65cret-of-mine&b", b"s%65cret-of-mine"),
        (rb'"\u0073ecret-of-mine"', rb"\u0073ecret-of-mine"),
        (rb'"s\u00%36%35cret"', None),
        (b"secret-of-mine", b"secret-of-mine"),
        (b"s%2565cret-of-mine", b"s%2565cret-of-mine"),
        (b"secret-of-min", None),
        (b"%e2%82secret-of-mine%", b"secret-of-mine"),
    ],
)
def test_it_is_found_where_it_stands(part: bytes, expected: bytes | None) -> None:
    found = places(part, b"secret-of-mine")
    assert set(found) == ({expected} if expected else set())


@given(part=st.binary(max_size=60))
def test_places_lead_back_to_what_was_written(part: bytes) -> None:
    undone = Unescaped(part)
    at = 0
    for index in range(len(undone.data)):
        start, end = undone.span(index, index + 1)
        assert start <= at < end or start == at
        assert 0 <= start < end <= len(part)
        at = max(at, end if end > at else at)
    assert at == len(part)


def test_what_has_no_escape_is_left_alone() -> None:
    assert not Unescaped.worth_while("plain")
    assert Unescaped(b"plain").data == b"plain"
    assert Unescaped(b"50% of \\d & so on").data == b"50% of \\d & so on"


def test_short_secrets_are_found_too() -> None:
    assert list(find(b"-ab-", forms(b"ab"))) == [(1, 3)]
    assert list(find(b"<YWI=>", forms(b"ab"))) == [(1, 5)]


PIECES = (
    *("%61", "%", "%2", "%5C", "&amp;", "&#97;", "&#xD800;", "&#99999;", "&", "a", "5c", "\xff", "u0061"),
    *("\\u0061", "\\u005c", "\\ud83d", "\\uDE00", "\\uD800", "\\n", "\\\\", "\\/", '\\"', "\\"),
)


@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_many_escapes_that_are_undone_at_once_are_what_each_by_itself_is(pieces: list[str]) -> None:
    part = "".join(pieces).encode("latin-1")
    assert undone(part) == _Layer(part).data
