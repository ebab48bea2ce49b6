"""Parameters of every style become the values that their text means."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from urllib.parse import quote_plus

import pytest
from described import one_operation, operation_of
from hypothesis import given
from hypothesis import strategies as st

from harness.contract import Parameter, Schema
from harness.reading.fields import Fields
from harness.reading.parameters import Meant, cookies_of, header_meant, meant, query_items

INTEGERS = {"type": "array", "items": {"type": "integer"}}
THING = {"type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": "string"}}}


def parameter(schema: Any, location: str = "query", **rest: Any) -> Parameter:
    """Return the parameter `p` of one operation."""
    return operation_of(
        one_operation({"parameters": [{"name": "p", "in": location, "schema": schema, **rest}]})
    ).parameters[0]


def read(
    given_: Parameter, *, query: str = "", path: str = "", header: str | None = None, cookie: str = ""
) -> Meant | None:
    lines = f"GET / HTTP/1.1\r\nCookie: {cookie}" + ("" if header is None else f"\r\np: {header}")
    fields = Fields(lines.encode())
    sent = SimpleNamespace(
        path_params={"p": path},
        query_items=query_items(f"/?{query}"),
        request_headers=fields,
        cookies=cookies_of(fields),
    )
    assert isinstance(given_.schema, Schema)
    return meant(given_, given_.schema, sent)


@pytest.mark.parametrize(
    "schema, rest, query, values",
    [
        ({"type": "integer"}, {}, "p=3", [3]),
        ({"type": "integer"}, {}, "q=3", None),
        ({"type": "integer"}, {}, "p=", [""]),
        ({"type": "string"}, {}, "p=a+b%2Bc%C5%B7", ["a b+cŷ"]),
        ({"type": "boolean"}, {}, "p=true", [True]),
        (INTEGERS, {}, "p=1&q=5&p=2", [[1, 2]]),
        (INTEGERS, {}, "p=1", [[1]]),
        (INTEGERS, {"explode": False}, "p=1,2,x", [[1, 2, "x"]]),
        (INTEGERS, {"explode": False}, "p=", [[]]),
        (INTEGERS, {"style": "pipeDelimited", "explode": False}, "p=1%7C2", [[1, 2]]),
        (INTEGERS, {"style": "spaceDelimited", "explode": False}, "p=1+2", [[1, 2]]),
        (THING, {}, "a=1&b=2&c=3", [{"a": 1, "b": "2"}]),
        (THING, {}, "c=3", None),
        (THING, {"explode": False}, "p=a,1,b,2", [{"a": 1, "b": "2"}]),
        (THING, {"style": "deepObject"}, "p[a]=1&p%5Bb%5D=2&q[a]=5", [{"a": 1, "b": "2"}]),
        (THING, {"style": "deepObject"}, "p=1", None),
    ],
)
def test_query(schema: Any, rest: dict[str, Any], query: str, values: list[Any] | None) -> None:
    found = read(parameter(schema, **rest), query=query)
    assert found == (None if values is None else Meant(values))


def test_a_parameter_as_json() -> None:
    given_ = parameter(True, content={"application/json": {"schema": THING}})
    assert read(given_, query="p=%7B%22a%22:1%7D") == Meant([{"a": 1}])
    assert read(given_, query="p=%7B") == Meant(["{"], sure=False)


def test_a_value_that_was_sent_twice_is_ambiguous() -> None:
    assert read(parameter({"type": "integer"}), query="p=1&p=2") == Meant([1], sure=False)


def test_nested_deep_objects_are_ambiguous() -> None:
    found = read(parameter(THING, style="deepObject"), query="p[a][b]=1")
    assert found is not None
    assert not found.sure


def test_a_list_or_a_single_value() -> None:
    found = read(parameter({"anyOf": [{"type": "integer"}, INTEGERS]}), query="p=1")
    assert found == Meant([1, [1]])


@pytest.mark.parametrize(
    "schema, rest, text, values",
    [
        ({"type": "integer"}, {}, "3", [3]),
        (INTEGERS, {}, "1,2", [[1, 2]]),
        (INTEGERS, {"style": "label"}, ".1,2", [[1, 2]]),
        (INTEGERS, {"style": "label", "explode": True}, ".1.2", [[1, 2]]),
        (INTEGERS, {"style": "matrix"}, ";p=1,2", [[1, 2]]),
        (THING, {}, "a,1,b,2", [{"a": 1, "b": "2"}]),
        (THING, {"explode": True}, "a=1,b=2", [{"a": 1, "b": "2"}]),
    ],
)
def test_path(schema: Any, rest: dict[str, Any], text: str, values: list[Any]) -> None:
    assert read(parameter(schema, "path", **rest), path=text) == Meant(values)


def test_header_and_cookie() -> None:
    assert read(parameter(INTEGERS, "header"), header="1, 2") == Meant([[1, 2]])
    assert read(parameter(INTEGERS, "header")) is None
    assert read(parameter({"type": "integer"}, "cookie"), cookie="x=1; p=2; p=3; y") == Meant([2])
    assert read(parameter({"type": "integer"}, "cookie"), cookie="x=1") is None


def test_header_of_a_reply() -> None:
    headers = {"X-N": {"schema": INTEGERS}, "X-J": {"content": {"application/json": {"schema": {}}}}}
    said = operation_of(one_operation({"responses": {"200": {"headers": headers}}})).replies["200"].headers
    assert isinstance(said["x-n"].schema, Schema)
    assert isinstance(said["x-j"].schema, Schema)
    assert header_meant(said["x-n"], said["x-n"].schema, "1,2") == Meant([[1, 2]])
    assert header_meant(said["x-j"], said["x-j"].schema, '{"a":1}') == Meant([{"a": 1}])


@given(st.lists(st.tuples(st.text(min_size=1, max_size=8), st.text(max_size=8)), max_size=5))
def test_queries_round_trip(pairs: list[tuple[str, str]]) -> None:
    sent = [
        (name.encode("utf-8", "replace").decode(), value.encode("utf-8", "replace").decode()) for name, value in pairs
    ]
    query = "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in sent)
    assert query_items(f"/a?{query}") == tuple(sent)


def test_a_target_without_query_has_none() -> None:
    assert query_items("/a") == () == query_items("/a?")
    assert query_items("/a?x&&y=1=2#z") == (("x", ""), ("y", "1=2"))


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "array", "items": {"type": "array", "items": {"type": "integer"}}},
        {"type": "array", "items": {"type": "object"}},
        {"type": "object", "properties": {"a": {"type": "array"}}},
    ],
)
def test_how_a_list_within_another_is_written_is_said_nowhere(schema: Any) -> None:
    found = read(parameter(schema, explode=False), query="p=1,2")
    assert found is not None
    assert not found.sure
