"""Comparison: the table of what equals what, and what comes before what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.expression.compare import equal, json_equal, number_of, order, truth
from harness.expression.missing import MISSING

SCALARS = st.one_of(
    st.just(MISSING),
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(),
)
JSON = st.recursive(
    SCALARS.filter(lambda value: value is not MISSING),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    "left,right,same",
    [
        ("Open", "oPEN", True),
        ("STRASSE", "straße", True),
        ("Llŷn", "LLŶN", True),
        ("a", "b", False),
        (1, 1.0, True),
        (1, True, False),
        (0, False, False),
        (0, None, False),
        ("", None, False),
        ("true", True, False),
        ("200", 200, True),
        (2.5, "2.50", True),
        ("0200", 200, False),
        (" 200", 200, False),
        ("1", "1.0", False),
        (None, None, True),
        (True, True, True),
        ([1, {"a": "X"}], [1.0, {"a": "X"}], True),
        ([1, {"a": "X"}], [1, {"a": "x"}], False),
        ([1], [1, 2], False),
        ({"a": 1}, {"b": 1}, False),
        ({"a": True}, {"a": 1}, False),
        (MISSING, None, False),
        (MISSING, "", False),
        (MISSING, MISSING, False),
    ],
)
def test_equality(left: object, right: object, same: bool) -> None:
    assert equal(left, right) is same
    assert equal(right, left) is same


def test_exactness_regards_case_and_type() -> None:
    assert not equal("Open", "open", exact=True)
    assert not equal("200", 200, exact=True)
    assert equal("Open", "Open", exact=True)
    assert equal(1, 1.0, exact=True)
    assert order("B", "a", exact=True) == -1
    assert order("2", 10, exact=True) is None


@pytest.mark.parametrize(
    "left,right,sign",
    [
        (1, 2, -1),
        (2.5, 2, 1),
        ("10", 9, 1),
        (9, "10", -1),
        ("a", "B", -1),
        ("B", "b", 0),
        ("2026-01-02T00:00:00Z", "2026-01-10T00:00:00Z", -1),
        ("ten", 9, None),
        (True, 0, None),
        (None, None, None),
        ([], [], None),
        (MISSING, 1, None),
        (MISSING, MISSING, None),
    ],
)
def test_order(left: object, right: object, sign: int | None) -> None:
    assert order(left, right) == sign


@pytest.mark.parametrize("value", [True, 1, -0.5, "x", "false", [], {}, [0]])
def test_what_holds_alone(value: object) -> None:
    assert truth(value) is True


@pytest.mark.parametrize("value", [MISSING, None, False, 0, 0.0, ""])
def test_what_does_not_hold_alone(value: object) -> None:
    assert truth(value) is False


@pytest.mark.parametrize("text", ["", "+1", "01", "1.", ".5", "1e999", "NaN", "Infinity", "1_0", "٣", "9" * 31, "1\n"])
def test_what_is_no_number(text: str) -> None:
    assert number_of(text) is None


def test_a_nest_deeper_than_the_stack_is_compared() -> None:
    def nest(depth: int) -> list[object]:
        made: list[object] = []
        for _ in range(depth):
            made = [made]
        return made

    assert json_equal(nest(50_000), nest(50_000))
    assert not json_equal(nest(50_000), nest(49_999))


@given(JSON)
def test_a_value_equals_itself(value: object) -> None:
    assert json_equal(value, value)
    assert equal(value, value)


@given(SCALARS, SCALARS)
def test_order_and_equality_agree(left: object, right: object) -> None:
    sign = order(left, right)
    assert equal(left, right) == equal(right, left)
    if sign is not None:
        assert (sign == 0) == equal(left, right)
        back = order(right, left)
        assert back == -sign
