"""A secret is found in every encoding, and inside of what holds it."""

from __future__ import annotations

import base64
import json
from html import escape
from urllib.parse import quote, quote_plus

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.leaks.needles import Needles, parts, written

SECRET = b'C4nary: s3cr"t/&x'
FORMS = {
    "plain": SECRET,
    "url": quote(SECRET, safe="").encode(),
    "form": quote_plus(SECRET).encode(),
    "url in lower case": quote(SECRET, safe="").lower().encode(),
    "hexadecimal": SECRET.hex().encode(),
    "hexadecimal in capitals": SECRET.hex().upper().encode(),
    "JSON": json.dumps(SECRET.decode()).encode(),
    "HTML": escape(SECRET.decode()).encode(),
    "UTF-16": SECRET.decode().encode("utf-16-le"),
    "UTF-16, high octet first": SECRET.decode().encode("utf-16-be"),
    "base64": base64.b64encode(SECRET),
    "base64, one octet on": base64.b64encode(b"u" + SECRET),
    "base64, two octets on": base64.b64encode(b"me:"[:2] + SECRET),
    "base64 for URLs": base64.urlsafe_b64encode(b"\xff\xfe" + SECRET + b"\xff\xff"),
    "JWT": jwt.encode({"sub": "x", "note": SECRET.decode().replace('"', "")}, "k" * 32, "HS256").encode(),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_secret_is_found(form: str) -> None:
    secret = SECRET.replace(b'"', b"") if form == "JWT" else SECRET
    (found, *_) = Needles({"password": secret}).found(b"before " + FORMS[form] + b" behind")
    assert (found.kind, found.what) == ("secret", "password")
    assert secret not in repr(found).encode()


def test_what_is_no_secret_is_not_found() -> None:
    needles = Needles({"password": SECRET, "short": b"abc", "none": b""})
    assert list(needles.found(b"abc nothing C4nary here" * 50)) == []
    assert list(Needles({}).found(SECRET)) == []


@given(st.binary(min_size=8, max_size=40), st.binary(max_size=9), st.binary(max_size=9))
def test_wherever_it_stands_in_base64(secret: bytes, before: bytes, behind: bytes) -> None:
    for encoded in (base64.b64encode, base64.urlsafe_b64encode):
        assert list(Needles({"x": secret}).found(b"=" + encoded(before + secret + behind) + b"="))


def test_of_a_key_each_line_is_looked_for() -> None:
    pem = b"-----BEGIN PRIVATE KEY-----\n" + b"A" * 64 + b"\n" + b"B" * 40 + b"\nCC==\n-----END PRIVATE KEY-----\n"
    assert parts(pem) == (b"A" * 64, b"B" * 40)
    assert [one.what for one in Needles({"tls": pem}).found(b'"' + b"B" * 40 + b'\\n"')] == ["tls"]


def test_forms_are_each_looked_for_once() -> None:
    assert len(written(b"abcdefgh")) == len(set(written(b"abcdefgh")))
