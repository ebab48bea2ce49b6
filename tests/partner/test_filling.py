"""Compiled templates give what filling them gives."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.expression import MISSING, Headers, fill, parse_template
from harness.partner.call import ROOTS
from harness.partner.filling import compiled, still

SCOPE: dict[str, Any] = {
    "request": {"header": Headers([("If-Match", '"1"')]), "path": {"id": "x"}, "body": {"a": {"b": [1, {"c": None}]}}},
    "found": {"incident": {"version": 2, "open": True, "list": [1, 2]}},
    "facts": {},
    "now": "then",
    "base": "/v1",
}
TEXTS = st.sampled_from(
    [
        "$request.header.If-Match",
        "$request.path.id",
        "$request.body",
        "$request.body#/a/b/1/c",
        "$request.body#/a/b/9",
        "$request.body#/a/b/x",
        "$found.incident.version",
        "$found.incident.list",
        "$found.incident.absent",
        "$found.incident#/list/0",
        "$facts.absent",
        "$identity.agency",
        "$now",
        "{$base}/{$found.incident.version}/{$found.incident.open}",
        "{$base}/{$found.incident.absent}",
        "{$found.incident}!",
        "plain",
        "$5",
    ]
)
TEMPLATES = st.recursive(
    TEXTS | st.none() | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)


@given(TEMPLATES)
def test_it_is_filling_with_what_is_missing_left_out(written: Any) -> None:
    template = parse_template(written, ROOTS)
    assert compiled(template)(SCOPE) == fill(template, SCOPE, omit=True)


@pytest.mark.parametrize("text", ["$found.a.b", "$found.a#/b"])
def test_a_dot_always_parts_two_names(text: str) -> None:
    make = compiled(parse_template(text, ROOTS))
    assert make({"found": {"a": {"b": 1}, "a.b": 2}}) == 1
    assert make({"found": {"a.b": 2}}) is MISSING


@pytest.mark.parametrize(
    "written, same", [("a", True), ([{"a": 1}], True), ("$now", False), ({"a": ["{$base}/x"]}, False)]
)
def test_what_names_nothing_is_the_same_each_time(written: Any, same: bool) -> None:
    assert still(parse_template(written, ROOTS)) is same
