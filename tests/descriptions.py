"""Draws small API descriptions, sound and broken, for property tests."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from strategies import json_values

NAMES = ("A", "B", "C")
_names = st.sampled_from(["a", "b", "c/d", "é"])
_small = st.integers(0, 4)
refs = st.sampled_from([f"#/components/schemas/{name}" for name in NAMES])
broken = st.sampled_from([None, 7, "x", [], {}, {"$ref": "#/nowhere"}, {"$ref": 1}, {"$ref": "other.yaml"}])

leaves: st.SearchStrategy[Any] = st.one_of(
    st.booleans(),
    st.fixed_dictionaries({"$ref": refs}),
    st.fixed_dictionaries({"type": st.sampled_from(["string", "integer", "number", "boolean", "null", "object"])}),
    st.fixed_dictionaries({"type": st.just("string"), "pattern": st.sampled_from(["^a", "[0-9]+", "("])}),
    st.fixed_dictionaries({"type": st.just("string"), "format": st.sampled_from(["date", "byte", "int32", "uuid"])}),
    st.fixed_dictionaries({"minimum": _small, "exclusiveMaximum": _small | st.booleans()}),
    st.fixed_dictionaries({"enum": st.lists(json_values, max_size=3), "nullable": st.booleans()}),
    st.fixed_dictionaries({"type": st.lists(st.sampled_from(["string", "null", "time"]), max_size=3)}),
)
schemas: st.SearchStrategy[Any] = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.fixed_dictionaries(
            {"type": st.just("object")},
            optional={
                "properties": st.dictionaries(_names, inner, max_size=3),
                "required": st.lists(_names, max_size=2, unique=True),
                "additionalProperties": inner,
                "readOnly": st.booleans(),
                "x-personal": st.booleans(),
            },
        ),
        st.fixed_dictionaries({"type": st.just("array"), "items": inner}, optional={"minItems": _small}),
        st.fixed_dictionaries({"allOf": st.lists(inner, min_size=1, max_size=2)}),
        st.fixed_dictionaries({"oneOf": st.lists(inner, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"anyOf": st.lists(inner, min_size=1, max_size=2), "not": inner}),
    ),
    max_leaves=5,
)


def _or_broken(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Mostly what `strategy` draws, and now and then what cannot stand there."""
    return st.integers(0, 9).flatmap(lambda roll: broken if roll == 0 else strategy)


contents = st.dictionaries(
    st.sampled_from(["application/json", "text/plain", "application/xml", "*/*"]),
    _or_broken(st.fixed_dictionaries({"schema": _or_broken(schemas)}, optional={"example": json_values})),
    max_size=2,
)
parameters = st.fixed_dictionaries(
    {"name": _names, "in": st.sampled_from(["path", "query", "header", "cookie", "body"])},
    optional={"required": st.booleans(), "schema": _or_broken(schemas), "style": st.sampled_from(["form", "label"])},
)
headers = st.dictionaries(
    st.sampled_from(["ETag", "X-A"]), _or_broken(st.fixed_dictionaries({"schema": schemas})), max_size=2
)
responses = st.dictionaries(
    st.sampled_from(["200", "2XX", "404", "default"]),
    _or_broken(st.fixed_dictionaries({"description": st.just("")}, optional={"content": contents, "headers": headers})),
    max_size=3,
)
operations = st.fixed_dictionaries(
    {"responses": _or_broken(responses)},
    optional={
        "operationId": st.sampled_from(["one", "two", ""]),
        "parameters": st.lists(_or_broken(parameters), max_size=3),
        "requestBody": _or_broken(st.fixed_dictionaries({"content": contents}, optional={"required": st.booleans()})),
        "security": st.lists(st.dictionaries(st.just("key"), st.lists(_names, max_size=1), max_size=1), max_size=2),
        "tags": st.lists(_names, max_size=2),
        "x-note": json_values,
    },
)
items = st.dictionaries(st.sampled_from(["get", "post", "patch"]), _or_broken(operations), max_size=2)
documents: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "openapi": st.sampled_from(["3.0.3", "3.1.0"]),
        "info": st.fixed_dictionaries({"title": st.text(max_size=5), "version": st.sampled_from(["1", 1, 1.5])}),
        "paths": st.dictionaries(st.sampled_from(["/a", "/a/{b}", "/{a}-{b}", "c"]), _or_broken(items), max_size=3),
        "components": st.fixed_dictionaries(
            {"schemas": st.dictionaries(st.sampled_from(NAMES), _or_broken(schemas), max_size=3)}
        ),
    },
    optional={
        "webhooks": st.dictionaries(_names, _or_broken(items), max_size=1),
        "servers": st.lists(_or_broken(st.fixed_dictionaries({"url": st.text(max_size=5)})), max_size=2),
    },
)
