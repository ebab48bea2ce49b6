"""What the whole list has shown is remembered as a query would write it."""

from __future__ import annotations

from typing import Any

import pytest
from building import gist, judge
from rules.cases import listed, place
from rules.lists.selection.asking import RULE, asked

from harness.rules.lists.selection.part import _text


@pytest.mark.parametrize(
    "value, text", [("road", "road"), (True, "true"), (7, "7"), (1.5, "1.5"), (None, None), ([1], None), ({}, None)]
)
def test_values_as_a_query_writes_them(value: Any, text: str | None) -> None:
    assert _text(value) == text


def test_what_one_partition_showed_is_not_known_in_another() -> None:
    house, params = place("h", kind="house"), {"check": "filter"}
    elsewhere = listed("a", house, partition="q")
    assert gist(judge(RULE, params, elsewhere, asked("?kind=house", house))) == "inconclusive: all-alike"
