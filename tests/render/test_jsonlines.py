"""JSON is laid out token by token, so that nothing that a parser would drop is lost to the reader."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from strategies import json_values

from harness.expression import follow, parse_pointer
from harness.render.jsonlines import DEEPEST, LONGEST, NotLaidOut, Placed, laid_out


def test_members_of_the_same_name_and_the_form_of_numbers_stay() -> None:
    assert laid_out('{"a":1.0e5,"a":[1,{}],"b/c":"\\u0041"}') == (
        Placed("{", ""),
        Placed('  "a": 1.0e5,', "/a"),
        Placed('  "a": [', "/a"),
        Placed("    1,", "/a/0"),
        Placed("    {}", "/a/1"),
        Placed("  ],", "/a"),
        Placed('  "b/c": "\\u0041"', "/b~1c"),
        Placed("}", ""),
    )


@pytest.mark.parametrize(
    "text", ["", "{", "[1,]", "{1:2}", '{"a" 1}', "[1 2]", "[1}", '"open', "1 2", "]", ",", '{"a":1,}']
)
def test_what_is_no_json_in_outline_is_refused(text: str) -> None:
    with pytest.raises(NotLaidOut):
        laid_out(text)


def test_what_is_too_deep_or_too_long_is_refused() -> None:
    deep = "[" * DEEPEST + "1" + "]" * DEEPEST
    assert len(laid_out(deep)) == 2 * DEEPEST + 1
    with pytest.raises(NotLaidOut, match="deep"):
        laid_out(f"[{deep}]")
    with pytest.raises(NotLaidOut, match="long"):
        laid_out('"' + "x" * LONGEST + '"')


@given(json_values)
def test_the_lines_hold_the_same_value(value: object) -> None:
    lines = laid_out(json.dumps(value))
    assert json.loads("\n".join(line.text for line in lines)) == value


@given(json_values)
def test_a_leaf_stands_where_its_pointer_says(value: object) -> None:
    for text, pointer in laid_out(json.dumps(value)):
        written = text.strip().rstrip(",")
        if written and written[-1] not in "{}[]":
            leaf = follow(value, parse_pointer(pointer))
            assert written.endswith(json.dumps(leaf)), (text, pointer)
