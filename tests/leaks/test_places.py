"""A place is named as people would name it, and found again by its name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.errors import DeclarationError
from harness.evidence import ExchangeId
from harness.leaks.places import PARTS, Place, field_at, place_of, spans_of

BODY = b'{"persons":[{"name":"Alex","age":41}]}'
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX-Who: Alex Doe\r\nx-who: Sam"
CASES = [
    ("reply.body", BODY, "Alex", "/persons/0/name"),
    ("request.body", BODY, "41", "/persons/0/age"),
    ("reply.body", b"Alex was here", "Alex", "@0+4"),
    ("reply.head", HEAD, "Alex", "x-who"),
    ("reply.head", HEAD, "200", "@9+3"),
    ("request.target", b"/find?q=1&who=Alex#x", "Alex", "?who"),
    ("request.target", b"/people/Alex?q=1", "Alex", "@8+4"),
]


@pytest.mark.parametrize("part, data, text, field", CASES)
def test_a_field_is_named_and_found(part: str, data: bytes, text: str, field: str) -> None:
    start = data.index(text.encode())
    assert field_at(part, data, start, start + len(text)) == field
    assert any(first <= start and start + len(text) <= last for first, last in spans_of(part, data, field))


def test_all_fields_of_one_name_are_meant() -> None:
    assert [HEAD[a:b] for a, b in spans_of("reply.head", HEAD, "x-who")] == [b"Alex Doe", b"Sam"]


def test_below_a_pointer_all_leaves_are_meant() -> None:
    assert [BODY[a:b] for a, b in spans_of("reply.body", BODY, "/persons")] == [b"Alex", b"41"]
    assert spans_of("reply.body", BODY, "") == ((0, len(BODY)),)


@pytest.mark.parametrize("field", ["/nobody", "@5+900", "@9+0", "?q"])
def test_what_is_not_there_is_nothing(field: str) -> None:
    assert spans_of("reply.body", BODY, field) == ()
    assert spans_of("reply.body", b"", "") == ()


@given(st.text(min_size=1, max_size=20), st.integers(0, 2**53), st.sampled_from(PARTS), st.text(max_size=20))
def test_a_place_is_read_as_it_was_written(partition: str, ordinal: int, part: str, field: str) -> None:
    place = Place(ExchangeId(partition, ordinal), part, field)
    again = place_of(str(place))
    assert str(again) == str(place)


@pytest.mark.parametrize("text", ["", "x", "x#1", "x#1:reply", "x#y:reply.body:/a", "verdict.json:@1+2"])
def test_what_names_no_place_is_said(text: str) -> None:
    with pytest.raises(DeclarationError, match="names no place"):
        place_of(text)
