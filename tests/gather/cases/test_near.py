"""Cases near to another differ from it in one thing, or in none that can be read."""

from __future__ import annotations

from random import Random

import pytest
from schemas import body_of, operation_of

from harness.contract import Operation, Schema
from harness.gather.cases import Case, Maker, cases_of, near
from harness.jsonbytes import NotJson, parse

NEW = {
    "type": "object",
    "required": ["name"],
    "additionalProperties": False,
    "properties": {
        "name": {"type": "string", "minLength": 1, "maxLength": 20},
        "count": {"type": "integer", "maximum": 9},
    },
}
LIMIT = {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 50}}


def valid(case: Case, operation: Operation) -> bool:
    schema, value = operation.request_bodies["application/json"].schema, parse(case.body)
    return isinstance(schema, Schema) and not isinstance(value, NotJson) and schema.is_valid(value)


@pytest.mark.parametrize("right", [True, False])
def test_near_cases_differ_from_what_they_were_made_from(right: bool) -> None:
    operation = operation_of(requestBody=body_of(NEW))
    maker, base = Maker(operation, Random(1)), cases_of(operation, 1, 1)[0]
    made = [near(maker, base, lambda name: ["seen"], right=right) for _ in range(30)]
    others = [case for case in made if case is not None and case.key != base.key]
    assert len(others) > 15
    assert {case.right for case in others} == {right}
    assert sum(valid(case, operation) is right for case in others) > 10


def test_what_was_seen_elsewhere_is_asked_for() -> None:
    operation = operation_of(method="get", parameters=[LIMIT])
    maker, base = Maker(operation, Random(1)), cases_of(operation, 1, 1)[0]
    made = [near(maker, base, lambda name: [7] if name == "limit" else [], right=True) for _ in range(20)]
    assert (("limit", "7"),) in [case.query for case in made if case is not None]
    assert {case.own for case in made if case is not None} == {("query:limit",)}


def test_what_is_near_to_something_wrong_is_not_called_right() -> None:
    operation = operation_of(requestBody=body_of(NEW))
    base = Case(False, "wrong", body=b'{"name":""}', media_type="application/json")
    assert not near(Maker(operation, Random(1)), base, lambda name: [], right=True).right  # type: ignore[union-attr]


@pytest.mark.parametrize("body", [b"[" * 5000 + b"]" * 5000, b'{"a":"\xff"}', b"no JSON"])
def test_what_cannot_be_read_again_has_nothing_near(body: bytes) -> None:
    base = Case(False, "spoilt", body=body, media_type="application/json")
    operation = operation_of(requestBody=body_of(NEW))
    assert near(Maker(operation, Random(1)), base, lambda name: [], right=True) is None
