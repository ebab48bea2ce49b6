"""What one schema takes and the other does not is found, and nothing is found between equals."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.contract.schemachanges import Way, schema_changes

CASES: list[tuple[Any, Any, list[tuple[str, str, str]]]] = [
    ({"type": "string"}, {"type": "integer"}, [("type-changed", "other", "")]),
    ({"type": "number"}, {"type": "integer"}, [("type-changed", "less", "")]),
    ({"type": "string"}, {"type": ["string", "null"]}, [("null-allowed", "more", "")]),
    ({"enum": ["a", "b"]}, {"enum": ["a"]}, [("values-removed", "less", "")]),
    ({"enum": ["a"]}, {"enum": ["a", "b"]}, [("values-added", "more", "")]),
    ({}, {"enum": ["a"]}, [("values-listed", "less", "")]),
    ({"const": 1}, {}, [("values-freed", "more", "")]),
    ({"maxLength": 9}, {"maxLength": 5}, [("bound-changed", "less", "")]),
    ({"minimum": 1}, {"minimum": 0}, [("bound-changed", "more", "")]),
    ({"minItems": 1}, {}, [("bound-changed", "more", "")]),
    ({"pattern": "a"}, {"pattern": "b"}, [("rule-changed", "other", "")]),
    ({}, {"format": "date"}, [("rule-added", "less", "")]),
    ({"required": ["a"]}, {"required": ["b"]}, [("member-required", "less", "b"), ("member-optional", "more", "a")]),
    ({"properties": {"a": {}}}, {"properties": {}}, [("member-removed", "more", "a")]),
    (
        {"properties": {"a": {}}, "additionalProperties": False},
        {"properties": {}, "additionalProperties": False},
        [("member-removed", "other", "a")],
    ),
    ({}, {"additionalProperties": False}, [("closed", "less", "")]),
    ({"items": {"type": "string"}}, {"items": {"type": "null"}}, [("type-changed", "other", "[]")]),
    (
        {"properties": {"p": {"items": {"properties": {"n": {"maxLength": 5}}}}}},
        {"properties": {"p": {"items": {"properties": {"n": {"maxLength": 4}}}}}},
        [("bound-changed", "less", "p[].n")],
    ),
    ({"anyOf": [{"minimum": 1}, {"type": "null"}]}, {"anyOf": [{"minimum": 1}]}, [("branches-changed", "less", "")]),
    ({"anyOf": [{"minimum": 1}, {"minimum": 2}]}, {"anyOf": [{}]}, [("branches-changed", "other", "")]),
    ({"oneOf": [{}, {}]}, {"oneOf": [{}]}, [("branches-changed", "other", "")]),
    ({"allOf": [{}, {"minimum": 1}]}, {"allOf": [{}]}, [("branches-changed", "more", "")]),
    ({"allOf": [{}, {}]}, {"allOf": [{}]}, []),
    ({"anyOf": [{}]}, {}, [("branches-changed", "more", "")]),
    ({"properties": {"a": {}}}, {"properties": {"a": False}}, [("forbidden", "less", "a")]),
    ({"properties": {"a": False}}, {"properties": {"a": {}}}, [("no-longer-forbidden", "more", "a")]),
    ({"title": "A", "x-a": 1, "description": "x"}, {"title": "B"}, []),
]


@pytest.mark.parametrize("old, new, told", CASES)
def test_each_kind_of_difference(old: Any, new: Any, told: list[tuple[str, str, str]]) -> None:
    assert [(c.code, c.way.value, c.where) for c in schema_changes(old, new)] == told
    assert schema_changes(old, old) == schema_changes(new, new) == ()


def test_references_are_followed_and_circles_end() -> None:
    def circle(type_: str) -> dict[str, Any]:
        node = {"properties": {"next": {"$ref": "#/$defs/N"}, "value": {"type": type_}}}
        return {"$ref": "#/$defs/N", "$defs": {"N": node}}

    assert [(c.code, c.where) for c in schema_changes(circle("string"), circle("null"))] == [("type-changed", "value")]
    inline = {"properties": {"next": {"$ref": "#/$defs/N"}, "value": {"type": "string"}}}
    assert schema_changes(circle("string"), {**inline, "$defs": circle("string")["$defs"]}) == ()


def test_a_schema_that_got_another_name_is_the_same() -> None:
    old = {"$ref": "#/$defs/a~1b", "$defs": {"a/b": {"type": "string"}}}
    new = {"$ref": "#/$defs/c", "$defs": {"c": {"type": "string"}}}
    assert schema_changes(old, new) == ()


SCALARS = st.one_of(
    st.builds(lambda t: {"type": t}, st.sampled_from(["string", "integer", "null", ["string", "null"], "number"])),
    st.builds(
        lambda v: {"enum": v}, st.lists(st.sampled_from(["a", "b", 1, None]), min_size=1, max_size=3, unique=True)
    ),
    st.builds(lambda low, high: {"minimum": low, "maxLength": high}, st.integers(0, 2), st.integers(0, 2)),
    st.just({}),
    st.just(False),
    st.just(True),
)
SCHEMAS = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.builds(
            lambda members, required, extra: {"properties": members, "required": required, **extra},
            st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
            st.lists(st.sampled_from("ab"), max_size=2, unique=True),
            st.one_of(st.just({}), st.builds(lambda more: {"additionalProperties": more}, inner)),
        ),
        st.builds(lambda each: {"items": each}, inner),
        st.builds(
            lambda k, each: {k: each}, st.sampled_from(["anyOf", "allOf"]), st.lists(inner, min_size=1, max_size=2)
        ),
    ),
    max_leaves=4,
)
VALUES = st.recursive(
    st.sampled_from(["a", "b", "abc", 0, 1, 2, 1.5, None]),
    lambda inner: st.one_of(st.dictionaries(st.sampled_from("abc"), inner, max_size=3), st.lists(inner, max_size=2)),
    max_leaves=5,
)


def _document(schema: Any) -> dict[str, Any]:
    return schema if isinstance(schema, dict) else {"allOf": [schema]}


@given(SCHEMAS, SCHEMAS, st.lists(VALUES, max_size=12))
def test_no_value_is_refused_anew_or_taken_anew_without_a_change(old: Any, new: Any, values: list[Any]) -> None:
    ways = {c.way for c in schema_changes(_document(old), _document(new))}
    before, after = (jsonschema_rs.Draft202012Validator(_document(one)) for one in (old, new))
    for value in values:
        then, now = before.is_valid(value), after.is_valid(value)
        if then and not now:
            assert ways & {Way.LESS, Way.OTHER}, value
        if now and not then:
            assert ways & {Way.MORE, Way.OTHER}, value


@given(SCHEMAS)
def test_a_schema_is_like_itself(schema: Any) -> None:
    assert schema_changes(_document(schema), _document(schema)) == ()
