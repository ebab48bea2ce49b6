"""A case that goes wrong becomes as small as it can be."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from harness.gather.cases import Case, Hole
from harness.gather.fuzzing.shrinking import shrunk, smaller_than

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


def case_of(value: Any, **more: Any) -> Case:
    return Case(True, "", body=json.dumps(value).encode(), media_type="application/json", **more)


def test_only_what_makes_it_wrong_is_left() -> None:
    whole = {"a": "long text", "tags": ["x", "y", "z", "w"], "inner": {"deep": [1, 2, {"bad": "oh dear"}]}}

    def wrong(case: Case) -> bool:
        return len(json.loads(case.body).get("tags", [])) >= 2

    smallest = shrunk(case_of(whole, query=(("q", "1"),)), wrong, 100)
    assert json.loads(smallest.body) == {"tags": ["", ""]} or len(smallest.body) <= len(b'{"tags":["x","y"]}')
    assert smallest.query == ()


def test_no_more_is_sent_than_the_budget_allows() -> None:
    sent = []

    def wrong(case: Case) -> bool:
        sent.append(case)
        return True

    shrunk(Case(True, "", body=b"!" * 10_000), wrong, 7)
    assert len(sent) == 7


def test_a_body_that_is_no_json_is_cut() -> None:
    smallest = shrunk(Case(False, "", body=b"aaaaXaaaa"), lambda case: b"X" in case.body, 50)
    assert smallest.body == b"X"


def test_a_query_gets_shorter() -> None:
    smallest = shrunk(
        Case(True, "", query=(("a", "1"), ("b", "xxxx!xxxx"))), lambda case: any("!" in t for _, t in case.query), 50
    )
    assert smallest.query == (("b", "!"),)


def test_holes_go_with_their_places() -> None:
    case = case_of({"id": "x", "b": [1, 2]}, holes=(Hole(("id",), {"generate": "uuid"}),))
    for smaller in smaller_than(case):
        value = json.loads(smaller.body)
        assert bool(smaller.holes) <= (isinstance(value, dict) and "id" in value)


@given(JSON)
def test_every_proposal_is_another_and_none_grows(value: Any) -> None:
    case = case_of(value)
    size = len(json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode())
    for smaller in smaller_than(case):
        assert json.loads(smaller.body) != value or type(json.loads(smaller.body)) is not type(value)
        assert len(smaller.body) <= size
