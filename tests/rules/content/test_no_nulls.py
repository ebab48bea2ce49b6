"""`no-nulls/1`: a null is found wherever it stands, and once for all elements of a list."""

from __future__ import annotations

from typing import Any

import pytest
from building import exchange, gist, judge
from hypothesis import given
from hypothesis import strategies as st

from harness.expression import follow, parse_pointer
from harness.rules.content.no_nulls import nulls

RULE = "no-nulls/1"
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    "got, said",
    [
        ({"marks": ["!"]}, "conforms"),
        ({"marks": []}, "conforms"),
        ({"marks": ["null", 0, False, ""]}, "conforms"),
        ({"marks": None}, "violates: null"),
        ({"marks": ["!", None]}, "violates: null"),
        ([{"a": {"b": None}}], "violates: null"),
        (b"{", "inconclusive: nothing-seen"),
        (b"", "inconclusive: nothing-seen"),
    ],
)
def test_what_is_null(got: Any, said: str) -> None:
    assert gist(judge(RULE, {}, exchange("GET", "/marks", b"", 200, got))) == said


def test_only_successes_of_the_operations_that_are_named() -> None:
    null = {"marks": None}
    assert gist(judge(RULE, {}, exchange("GET", "/marks", b"", 404, null))) == "inconclusive: nothing-seen"
    one = exchange("GET", "/marks", b"", 200, null)
    assert gist(judge(RULE, {"operations": ["listWords"]}, one)) == "inconclusive: nothing-seen"


def test_one_cause_for_all_elements() -> None:
    two = exchange("GET", "/marks", b"", 200, {"marks": [{"a": 1}, {"a": None}]})
    one = exchange("GET", "/marks", b"", 200, {"marks": [{"a": None}]})
    finding = judge(RULE, {}, one, two)
    assert finding.because.params == {"pointer": "/marks/0/a"}
    assert len({v.cause for v in finding.violations}) == 1


@given(VALUES)
def test_every_null_is_found_where_it_stands(value: Any) -> None:
    found = [pointer for pointer, _ in nulls(value)]
    assert all(follow(value, parse_pointer(pointer)) is None for pointer in found)
    assert len(set(found)) == len(found) == count(value) - (value is None)


def count(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return (value is None) + sum(map(count, inner))
