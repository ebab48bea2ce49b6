"""Header fields are read as they stood on the wire."""

from __future__ import annotations

import pytest
from described import head
from hypothesis import given
from hypothesis import strategies as st

from harness.reading.fields import LONGEST, Fields, fields_of, media_type_of, split_outside_quotes

HEAD = head(
    "HTTP/1.1 200 OK",
    "Content-Type: text/plain",
    "Allow: GET",
    "X-Folded: one",
    "  two",
    "allow:  POST ",
    "no colon here",
    "X-Name:r\xf4le: b",
)


def test_fields_keep_their_order_and_case() -> None:
    fields = Fields(HEAD)
    assert fields.items() == (
        ("Content-Type", "text/plain"),
        ("Allow", "GET"),
        ("X-Folded", "one two"),
        ("allow", "POST"),
        ("X-Name", "r\xf4le: b"),
    )
    assert list(fields) == list(fields.items())
    assert len(fields) == 5


def test_names_compare_in_any_case_and_lines_join() -> None:
    fields = Fields(HEAD)
    assert fields.get("ALLOW") == "GET, POST"
    assert fields.all("aLLow") == ("GET", "POST")
    assert "content-TYPE" in fields
    assert fields.get("none") is None
    assert fields.get("none", 7) == 7


def test_bare_line_feeds_end_lines_too() -> None:
    assert Fields(b"HTTP/1.1 200 OK\nA: 1\nB: 2").items() == (("A", "1"), ("B", "2"))


def test_a_name_with_a_space_before_its_colon_is_not_that_name() -> None:
    """RFC 9112 section 5.1 forbids it; nobody may rely on it."""
    assert Fields(b"HTTP/1.1 200 OK\r\nETag : 1").get("etag") is None


@pytest.mark.parametrize(
    "text, media_type, parameters",
    [
        ("", "", ()),
        ("Application/JSON", "application/json", ()),
        ("a/b; Charset=UTF-8", "a/b", (("charset", "UTF-8"),)),
        ('a/b;x="1;\\"2";y=z;w', "a/b", (("x", '1;"2'), ("y", "z"))),
        ('a/b;x="open', "a/b", (("x", '"open'),)),
    ],
)
def test_media_types(text: str, media_type: str, parameters: tuple[tuple[str, str], ...]) -> None:
    assert media_type_of(text) == (media_type, parameters)


@given(st.text(max_size=30))
def test_parts_outside_of_quotes_join_to_the_whole(text: str) -> None:
    assert ",".join(split_outside_quotes(text, ",")) == text


@given(st.binary(max_size=80))
def test_no_head_is_too_odd(data: bytes) -> None:
    fields = Fields(data)
    assert all(fields.get(name) is not None for name, _ in fields)


def test_heads_that_are_alike_are_read_once_unless_they_are_long() -> None:
    long = head("HTTP/1.1 200 OK", "X: " + "y" * LONGEST)
    assert fields_of(HEAD) is fields_of(bytes(bytearray(HEAD)))
    assert fields_of(long) is not fields_of(long)
    assert fields_of(long).get("x") == "y" * LONGEST
