"""Scalars as text."""

import json

from hypothesis import given
from hypothesis import strategies as st

from harness.expression.missing import MISSING
from harness.expression.text import as_text


def test_each_kind() -> None:
    values = ["a", None, True, False, 5, 1.0, [], {}, MISSING]
    texts = ["a", "null", "true", "false", "5", "1.0", MISSING, MISSING, MISSING]
    assert [as_text(value) for value in values] == texts


@given(st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False))
def test_scalars_but_strings_read_as_json(value: object) -> None:
    text = as_text(value)
    assert isinstance(text, str)
    assert json.loads(text) == value
