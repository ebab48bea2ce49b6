"""What counts as JSON is strict, and no duplicate key passes."""

from __future__ import annotations

import json
from typing import Any

import orjson
import pytest
import strategies
from hypothesis import given
from hypothesis import strategies as st

from harness import jsonbytes
from harness.jsonbytes import NotJson, first_duplicate, line_of, parse


@pytest.mark.parametrize(
    "data, why",
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        (b"\xef\xbb\xbf{}", "bom"),
        (b'"\xff"', "encoding"),
        (b'"\xed\xa0\x80"', "encoding"),
        (b'{"a":1,}', "syntax"),
        (b"NaN", "syntax"),
        (b"[1] 2", "syntax"),
        (b"'a'", "syntax"),
        (b"01", "syntax"),
        (b"1e400", "number"),
        (b"1" * 5000, "number"),
        (rb'"\ud800"', "surrogate"),
        (rb'{"\udc00": 1}', "surrogate"),
        (b"[" * 255 + b"]" * 255, "depth"),
        (b"[" * 2000 + b"]" * 2000, "depth"),
        (b"[" * 100_000, "depth"),
        (b'{"a":1,"a":2}', "duplicate_key"),
    ],
)
def test_what_is_not_json_says_why(data: bytes, why: str) -> None:
    found = parse(data)
    assert isinstance(found, NotJson)
    assert found.why == why


def test_the_deepest_nesting_that_counts_is_json() -> None:
    deepest = b"[" * jsonbytes.MAX_DEPTH + b"]" * jsonbytes.MAX_DEPTH
    assert parse(deepest) == orjson.loads(deepest)


@pytest.mark.parametrize(
    "data, pointer",
    [
        (b'{"a":{"x":1},"b":[0,{"k":1,"k":2}]}', "/b/1/k"),
        (b'{"a":1,"\\u0061":2}', "/a"),
        (b'{"a/b":1,"~":{},"~":2}', "/~0"),
        (b'{"t":"12:30:00","t":"12:30:00"}', "/t"),
        (rb'{"x":"\u003a","b":1,"b":1}', "/b"),
        (b'{"a":[],"a":{"a":":"}}', "/a"),
        (b'{"":1,"":1}', "/"),
        ('{"tŷ":1,"tŷ":2}'.encode(), "/tŷ"),
    ],
)
def test_a_key_that_occurs_twice_is_located(data: bytes, pointer: str) -> None:
    assert parse(data) == NotJson("duplicate_key", pointer)


def test_the_same_key_in_two_objects_and_an_escaped_colon_are_no_duplicates() -> None:
    assert parse(b'[{"a":1},{"a":{"a":2}}]') == [{"a": 1}, {"a": {"a": 2}}]
    assert parse(rb'{"\u003a":1,"a\u003A":"::"}') == {":": 1, "a:": "::"}


def test_an_open_string_full_of_escapes_is_read_in_time() -> None:
    # Quadratic work over these 400 kB would take minutes.
    found = parse(b"[" * 300 + b'"' + b'\\"' * 200_000)
    assert isinstance(found, NotJson)
    assert found.why == "depth"


@given(strategies.json_values, st.sampled_from([None, 2]), st.booleans())
def test_what_json_writes_parses_to_the_same(value: Any, indent: int | None, ascii_only: bool) -> None:
    data = json.dumps(value, indent=indent, ensure_ascii=ascii_only).encode()
    assert parse(data) == orjson.loads(data)


def _written_twice(value: dict[str, Any]) -> tuple[bytes, str]:
    """Write an object with its last member twice."""
    key = list(value)[-1]
    members = [*value.items(), (key, value[key])]
    return ("{" + ",".join(f"{json.dumps(k)}:{json.dumps(v)}" for k, v in members) + "}").encode(), key


@given(
    st.lists(strategies.json_values, max_size=2),
    st.dictionaries(st.text(max_size=5), strategies.json_values, min_size=1, max_size=3),
)
def test_every_duplicate_is_found_wherever_it_stands(before: list[Any], twice: dict[str, Any]) -> None:
    text, key = _written_twice(twice)
    data = b"[" + b",".join([*(json.dumps(each).encode() for each in before), text]) + b"]"
    assert parse(data) == NotJson("duplicate_key", f"/{len(before)}/{jsonbytes.escape(key)}")


@given(st.binary(max_size=60))
def test_bytes_are_read_or_refused_as_orjson_does(data: bytes) -> None:
    found = parse(data)
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError:
        assert isinstance(found, NotJson)
        assert found.why != "duplicate_key"
    else:
        assert found == value or (isinstance(found, NotJson) and found.why == "duplicate_key")


def test_lines_of_members_and_of_their_nearest_parent() -> None:
    data = b'\n{\n "a": [\n  1,\n  {"b": 2}\n ],\n "c": 3\n}'
    assert [line_of(data, p) for p in ("", "/a", "/a/1", "/a/1/b", "/c", "/a/9", "/zz")] == [2, 3, 5, 5, 7, 3, 2]


def test_no_duplicate_has_no_place() -> None:
    assert first_duplicate(b'{"a":[{"b":1}],"b":[[],{}]}') is None
