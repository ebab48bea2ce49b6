"""Lines are found in one pass, as the slower reading of every member finds them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import json_values

from harness.jsonbytes import escape, line_of
from harness.jsonplaces import lines_of

TEXT = b"""
{
  "a": [
    1, "x,]",
    {"b": {"c": "\\"}"}}
  ],
  "c": {
    "d/e": null, "": [],
    "f": 3
  }
}
"""


@pytest.mark.parametrize(
    "pointer, line",
    [
        ("", 2), ("/a", 3), ("/a/0", 4), ("/a/1", 4), ("/a/2/b/c", 5), ("/c", 7), ("/c/d~1e", 8), ("/c/", 8),
        ("/c/f", 9), ("/c/f/x", 9), ("/c/none/x", 7), ("/a/9", 3), ("/zz", 2), ("/a/01", 3),
    ],
)  # fmt: skip
def test_lines(pointer: str, line: int) -> None:
    assert lines_of(TEXT, [pointer]) == {pointer: line}


def pointers(value: Any, at: str = "") -> list[str]:
    below: list[str] = []
    if isinstance(value, dict):
        for key, member in value.items():
            below += pointers(member, f"{at}/{escape(key)}")
    elif isinstance(value, list):
        for index, member in enumerate(value):
            below += pointers(member, f"{at}/{index}")
    return [at, *below]


@given(json_values, st.sampled_from([None, 0, 2]), st.lists(st.text(max_size=3).map(lambda t: f"/{escape(t)}")))
def test_every_value_is_found_where_the_slow_way_finds_it(value: Any, indent: int | None, others: list[str]) -> None:
    data = json.dumps(value, indent=indent).encode()
    asked = [*pointers(value), *others]
    assert lines_of(data, asked) == {pointer: line_of(data, pointer) for pointer in asked}


def test_a_thousand_lines_are_found_at_once() -> None:
    data = json.dumps({str(n): {"x": [n]} for n in range(1000)}, indent=1).encode()
    found = lines_of(data, [f"/{n}/x" for n in range(1000)])
    assert [found[f"/{n}/x"] for n in range(1000)] == [3 + 5 * n for n in range(1000)]
