"""Regular expressions: found anywhere, in linear time, one dialect."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.expression.errors import ExpressionError
from harness.expression.pattern import MAX_PATTERN, compile_pattern


@pytest.mark.parametrize(
    "pattern,text,found",
    [
        ("^20[01]$", "201", True),
        ("^20[01]$", "2010", False),
        ("b", "abc", True),
        ("^b", "abc", False),
        (r"^[\w-]+$", "a-1", True),
        ("^ŷ$", "ŷ", True),
        ("", "", True),
        ("(?i)abc", "xABC", True),
        ("a", "\ud800a", False),
    ],
)
def test_found(pattern: str, text: str, found: bool) -> None:
    assert compile_pattern(pattern)(text) is found


def test_what_backtracks_elsewhere_ends_here() -> None:
    assert compile_pattern("^(a+)+$")("a" * 100_000 + "b") is False


@pytest.mark.parametrize(
    "pattern", ["(", "[", "*", r"(a)\1", "(?=a)", "(?<!a)b", "(a{1000}){1000}", "a" * (MAX_PATTERN + 1)]
)
def test_refused(pattern: str) -> None:
    with pytest.raises(ExpressionError):
        compile_pattern(pattern)


@given(st.text(max_size=20), st.text(max_size=20))
def test_nothing_but_its_own_error(pattern: str, text: str) -> None:
    try:
        found_in = compile_pattern(pattern)
    except ExpressionError:
        return
    assert found_in(text) in (True, False)
