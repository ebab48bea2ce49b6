"""Criteria of the three kinds, their contexts, and what is refused."""

import pickle

import pytest

from harness.expression.criterion import Criterion, all_hold, compile_criterion, read_criterion
from harness.expression.errors import ExpressionError

SCOPE = {"statusCode": 200, "response": {"body": {"pets": [1], "name": "Rex", "ok": True, "none": None}}}


@pytest.mark.parametrize(
    "document,holds",
    [
        ({"condition": "$statusCode == 200"}, True),
        ({"condition": "$statusCode == 200 && $response.body#/name == 'x'"}, False),
        ({"condition": "$statusCode == 200", "type": "simple", "context": "$response.body"}, True),
        ({"condition": "^200$", "type": "regex", "context": "$statusCode"}, True),
        ({"condition": "^20$", "type": "regex", "context": "$statusCode"}, False),
        ({"condition": "^true$", "type": "regex", "context": "$response.body#/ok"}, True),
        ({"condition": "^null$", "type": "regex", "context": "$response.body#/none"}, True),
        ({"condition": "", "type": "regex", "context": "$response.body#/pets"}, False),
        ({"condition": "", "type": "regex", "context": "$response.body#/absent"}, False),
        ({"condition": "rex", "type": "regex", "context": "$response.body#/name"}, False),
        ({"condition": "$.pets[*]", "type": "jsonpath", "context": "$response.body"}, True),
        ({"condition": "$[?@ == 2]", "type": "jsonpath", "context": "$response.body#/pets"}, False),
        ({"condition": "$", "type": "jsonpath", "context": "$response.body#/absent"}, False),
    ],
)
def test_holds(document: dict[str, object], holds: bool) -> None:
    criterion = read_criterion(document)
    assert criterion.holds(SCOPE) is holds
    assert criterion.text == document["condition"]


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"condition": 1},
        {"condition": "true", "context": 5},
        {"condition": "true", "context": "response"},
        {"condition": "^a", "type": "regex"},
        {"condition": "(", "type": "regex", "context": "$statusCode"},
        {"condition": "$.", "type": "jsonpath", "context": "$response.body"},
        {"condition": "/a", "type": "xpath", "context": "$response.body"},
        {
            "condition": "$.a",
            "type": {"type": "jsonpath", "version": "draft-goessner-dispatch-jsonpath-00"},
            "context": "$url",
        },
    ],
)
def test_refused(document: dict[str, object]) -> None:
    with pytest.raises(ExpressionError):
        read_criterion(document)


def test_all_must_hold() -> None:
    good, bad = compile_criterion("true"), compile_criterion("false")
    assert all_hold((), SCOPE)
    assert all_hold((good, good), SCOPE)
    assert not all_hold((good, bad), SCOPE)


def test_expressions_of_context_and_condition_are_known() -> None:
    regex = compile_criterion("a", "regex", "$response.body#/name")
    simple = compile_criterion("$statusCode == 1", "simple", "$url")
    assert [one.text for one in regex.references] == ["$response.body#/name"]
    assert [one.text for one in simple.references] == ["$url", "$statusCode"]


@pytest.mark.parametrize(
    "made",
    [
        compile_criterion("$statusCode == 200 && !false"),
        compile_criterion("^200$", "regex", "$statusCode"),
        compile_criterion("$.pets", "jsonpath", "$response.body"),
    ],
)
def test_a_criterion_is_data_that_travels(made: Criterion) -> None:
    again = pickle.loads(pickle.dumps(made))  # noqa: S301
    assert again == made
    assert again.holds(SCOPE)
