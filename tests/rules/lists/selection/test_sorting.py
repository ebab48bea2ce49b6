"""A list comes in the order that was asked for."""

from __future__ import annotations

from typing import Any

import pytest
from building import gist, judge
from rules.cases import place
from rules.lists.selection.asking import RULE, asked

SORT = {"check": "sort"}


def sized(*sizes: Any) -> list[Any]:
    return [place(f"s{index}", size=size) for index, size in enumerate(sizes)]


@pytest.mark.parametrize(
    "query, sizes, said",
    [
        ("?sort=size", (1, 2, 10), "conforms"),
        ("?sort=size", (1, 10, 2), "violates: not-sorted"),
        ("?sort=-size", (10, 2, 1), "conforms"),
        ("?sort=-size", (1, 2, 10), "violates: not-sorted"),
        ("?sort=size", (2, 2), "inconclusive: all-alike"),
        ("?sort=size", (), "inconclusive: all-alike"),
        ("?sort=colour", (2, 1), "inconclusive: nothing-seen"),
    ],
)
def test_sorting_sorts(query: str, sizes: tuple[int, ...], said: str) -> None:
    assert gist(judge(RULE, SORT, asked(query, *sized(*sizes)))) == said
