"""What stands in a test is a literal that is the value, or nothing."""

from __future__ import annotations

import ast
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.render.asserted import LONGEST, CannotAssert, json_of, literal, status_is, told

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(VALUES)
def test_a_literal_is_the_value(value: Any) -> None:
    assert ast.literal_eval(literal(value)) == value


@pytest.mark.parametrize("value", [float("inf"), [float("nan")], "x" * LONGEST, object()])
def test_what_has_no_literal_is_not_written(value: Any) -> None:
    with pytest.raises(CannotAssert):
        literal(value)


@given(st.text())
def test_messages_are_expressions(text: str) -> None:
    assert eval(told(text), {"found": 7}) == f"{text}: 7"  # noqa: S307
    (statement,) = ast.parse(status_is((text, "4XX"))).body
    assert isinstance(statement, ast.Assert)


def test_content_that_is_no_json_is_nothing() -> None:
    assert json_of(b"{") is None
    assert json_of(b"[1]") == [1]
