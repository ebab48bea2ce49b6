"""JSON Pointers: the examples of RFC 6901 clause 5, round trips, and places that do not exist."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.expression.errors import ExpressionError
from harness.expression.missing import MISSING
from harness.expression.pointer import follow, format_pointer, parse_pointer

DOCUMENT = {
    "foo": ["bar", "baz"],
    "": 0,
    "a/b": 1,
    "c%d": 2,
    "e^f": 3,
    "g|h": 4,
    "i\\j": 5,
    'k"l': 6,
    " ": 7,
    "m~n": 8,
}


@pytest.mark.parametrize(
    "pointer,value",
    [
        ("", DOCUMENT),
        ("/foo", ["bar", "baz"]),
        ("/foo/0", "bar"),
        ("/", 0),
        ("/a~1b", 1),
        ("/c%d", 2),
        ("/e^f", 3),
        ("/g|h", 4),
        ("/i\\j", 5),
        ('/k"l', 6),
        ("/ ", 7),
        ("/m~0n", 8),
    ],
)
def test_examples_of_the_rfc(pointer: str, value: object) -> None:
    assert follow(DOCUMENT, parse_pointer(pointer)) == value


@pytest.mark.parametrize(
    "pointer", ["/nope", "/foo/2", "/foo/-", "/foo/-1", "/foo/01", "/foo/x", "/foo/²", "/foo/0/0", "//0"]
)
def test_places_that_do_not_exist(pointer: str) -> None:
    assert follow(DOCUMENT, parse_pointer(pointer)) is MISSING


def test_null_is_found() -> None:
    assert follow({"a": None}, ("a",)) is None


def test_tilde_one_is_unescaped_before_tilde_nought() -> None:
    assert parse_pointer("/~01") == ("~1",)


@pytest.mark.parametrize("pointer", ["a", "a/b", "/~", "/~2", "/a~"])
def test_what_is_no_pointer(pointer: str) -> None:
    with pytest.raises(ExpressionError):
        parse_pointer(pointer)


@given(st.lists(st.text()).map(tuple))
def test_round_trip(tokens: tuple[str, ...]) -> None:
    assert parse_pointer(format_pointer(tokens)) == tokens


@given(st.text())
def test_nothing_but_its_own_error(text: str) -> None:
    try:
        tokens = parse_pointer(text)
    except ExpressionError:
        return
    assert format_pointer(tokens) == text
    follow(DOCUMENT, tokens)
