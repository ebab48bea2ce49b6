"""Nodes of a condition: indexing, and stopping at the first part that decides."""

import pytest

from harness.expression.missing import MISSING
from harness.expression.nodes import And, Compare, Index, Literal, Not, Or, Refer
from harness.expression.reference import parse_reference
from harness.expression.scope import Lazy


@pytest.mark.parametrize(
    "base,key,value",
    [
        ([10, 11], 1, 11),
        ([10], 1, MISSING),
        ([10], -1, MISSING),
        ([10, 11], True, MISSING),
        ([10], "0", MISSING),
        ({"a": None}, "a", None),
        ({"a": 1}, "b", MISSING),
        ("text", 0, MISSING),
        (MISSING, "a", MISSING),
        ({"a": 1}, MISSING, MISSING),
    ],
)
def test_indexing(base: object, key: object, value: object) -> None:
    assert (
        Index(Literal(base), Literal(key)).value({}) is value or Index(Literal(base), Literal(key)).value({}) == value
    )


def test_a_decided_condition_asks_for_nothing_more() -> None:
    def explode() -> object:
        raise AssertionError("asked for")

    scope = {"inputs": Lazy(explode)}
    asks = Refer(parse_reference("$inputs.x"))
    assert And((Literal(False), asks)).value(scope) is False
    assert Or((Literal(True), asks)).value(scope) is True
    with pytest.raises(AssertionError, match="asked for"):
        And((Literal(True), asks)).value(scope)


@pytest.mark.parametrize(
    "operator,holds", [("<", True), ("<=", True), (">", False), (">=", False), ("==", False), ("!=", True)]
)
def test_one_is_less_than_two(operator: str, holds: bool) -> None:
    assert Compare(operator, Literal(1), Literal(2), exact=False).value({}) is holds
    assert Not(Compare(operator, Literal(1), Literal(2), exact=False)).value({}) is not holds


@pytest.mark.parametrize("operator", ["<", "<=", ">", ">=", "=="])
def test_nothing_but_unequal_holds_of_what_is_missing(operator: str) -> None:
    for other in (MISSING, None, 0, "", False, []):
        assert Compare(operator, Literal(MISSING), Literal(other), exact=False).value({}) is False
        assert Compare("!=", Literal(MISSING), Literal(other), exact=False).value({}) is True
