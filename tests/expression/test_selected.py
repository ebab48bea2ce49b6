"""What a query selects first in the value of an expression."""

import pytest

from harness.expression.errors import ExpressionError
from harness.expression.missing import MISSING
from harness.expression.selected import parse_selected

SCOPE = {"response": {"body": {"list": [{"id": "a", "kind": 1}, {"id": "b", "kind": 2}, {"id": None, "kind": 3}]}}}


@pytest.mark.parametrize(
    "query, found",
    [
        ("$.list[?@.kind == 2].id", "b"),
        ("$.list[*].id", "a"),
        ("$.list[?@.kind > 2].id", None),
        ("$.list[?@.kind > 3].id", MISSING),
        ("$.lost", MISSING),
    ],
)
def test_the_first_value_or_none(query: str, found: object) -> None:
    assert parse_selected("$response.body", query).resolve(SCOPE) == found


def test_below_a_pointer_and_of_what_is_not_there() -> None:
    assert parse_selected("$response.body#/list", "$[1].id").resolve(SCOPE) == "b"
    assert parse_selected("$response.body#/lost", "$[1].id").resolve(SCOPE) is MISSING


@pytest.mark.parametrize("context, query", [("response", "$"), ("$response.body", "list"), ("$response.body", "$[?")])
def test_what_is_neither(context: str, query: str) -> None:
    with pytest.raises(ExpressionError):
        parse_selected(context, query)
