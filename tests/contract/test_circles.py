"""Every circle is found, however long, and nothing that is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.contract.circles import circles, weigh


@pytest.mark.parametrize(
    "graph, found",
    [
        ({"a": set()}, []),
        ({"a": {"a"}}, ["a"]),
        ({"a": {"b", "c"}, "b": {"c"}, "c": {"elsewhere"}}, []),
        ({"a": {"b"}, "b": {"c"}, "c": {"b"}}, ["b"]),
    ],
)
def test_circles(graph: dict[str, set[str]], found: list[str]) -> None:
    assert list(circles(graph)) == found


def test_a_long_chain_costs_no_stack() -> None:
    length = 20_000
    assert list(circles({str(n): {str((n + 1) % length)} for n in range(length)})) == ["0"]


@given(st.dictionaries(st.integers(0, 5).map(str), st.sets(st.integers(0, 5).map(str)), max_size=6))
def test_there_is_a_circle_where_following_never_ends(graph: dict[str, set[str]]) -> None:
    left = dict(graph)
    while ends := [node for node, targets in left.items() if not targets & set(left)]:
        left = {node: targets for node, targets in left.items() if node not in ends}
    assert bool(list(circles(graph))) is bool(left)


def test_weights_count_every_way_and_stop_at_the_most() -> None:
    graph = {str(n): {str(n + 1): 2} for n in range(10)}
    weights = {"10": 5}
    weigh(graph, weights, 1_000)
    assert weights["9"] == 11
    assert weights["8"] == 23
    assert weights["0"] == 1_000


def test_a_long_chain_is_weighed_without_a_stack() -> None:
    weights: dict[str, int] = {}
    weigh({str(n): {str(n + 1): 1} for n in range(20_000)}, weights, 10**6)
    assert weights["0"] == 20_001
