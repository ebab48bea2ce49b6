"""Scopes: lazy once, headers without case, extension without change."""

import pytest

from harness.expression.missing import MISSING
from harness.expression.reference import parse_reference
from harness.expression.scope import Headers, Lazy, extend, with_steps


def test_a_lazy_value_is_made_once_and_only_when_asked() -> None:
    made: list[int] = []
    lazy = Lazy(lambda: made.append(1) or "x")
    assert made == []
    assert lazy.value() == "x"
    assert lazy.value() == "x"
    assert made == [1]


def test_headers_know_no_case_and_join_what_is_repeated() -> None:
    headers = Headers([("X-A", "1"), ("x-a", "2"), ("Etag", "e")])
    assert headers["x-A"] == "1, 2"
    assert dict(headers) == {"x-a": "1, 2", "etag": "e"}
    assert len(headers) == 2
    with pytest.raises(KeyError):
        headers["absent"]


def test_extending_leaves_the_old_scope() -> None:
    scope = {"method": "GET"}
    assert extend(scope, state={"n": 1}) == {"method": "GET", "state": {"n": 1}}
    assert scope == {"method": "GET"}


def test_steps_are_found_by_their_expressions() -> None:
    scope = with_steps({}, {"create": {"id": "x", "none": None}})
    assert parse_reference("$steps.create.outputs.id").resolve(scope) == "x"
    assert parse_reference("$steps.create.outputs.none").resolve(scope) is None
    assert parse_reference("$steps.create.outputs.other").resolve(scope) is MISSING
    assert parse_reference("$steps.other.outputs.id").resolve(scope) is MISSING
