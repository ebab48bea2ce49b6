"""Shows that schema and value are walked together, through references and branches."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tinyapi.bench import new_note

from harness.gather.pairs import Steps, add, drop, pairs, put


def test_marks_are_seen_at_their_leaves() -> None:
    found = {
        p.steps: p.node["x-hallmark"] for p in pairs(new_note(), {"sender": "x", "uprn": "1"}) if "x-hallmark" in p.node
    }
    assert found == {("sender",): {"fixture": "own_agency"}, ("uprn",): {"fixture": "uprn"}}


def test_items_are_numbered() -> None:
    steps = {pair.steps for pair in pairs(new_note(), {"tags": ["a", "b"]})}
    assert {("tags",), ("tags", 0), ("tags", 1)} <= steps


json_values = st.recursive(
    st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3),
    max_leaves=10,
)


def places(value: object, steps: Steps = ()) -> list[Steps]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [steps, *(place for key, member in inner for place in places(member, (*steps, key)))]


def at(value: object, steps: Steps) -> object:
    for step in steps:
        value = value[step]  # type: ignore[index]
    return value


@given(json_values, st.randoms())
def test_what_is_put_is_found_and_nothing_else_changes(value: object, random: object) -> None:
    place = random.choice(places(value))  # type: ignore[attr-defined]
    changed = put(value, place, "new")
    assert at(changed, place) == "new"
    assert put(changed, place, at(value, place)) == value


@given(json_values.filter(lambda value: len(places(value)) > 1), st.randoms())
def test_what_is_dropped_is_gone(value: object, random: object) -> None:
    place = random.choice(places(value)[1:])  # type: ignore[attr-defined]
    before, after = at(value, place[:-1]), at(drop(value, place), place[:-1])
    assert len(after) == len(before) - 1  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [{"a": {"b": 1, "c": 2}}, {"a": [{"b": 1}]}])
def test_the_value_itself_is_left_as_it_was(value: dict[str, object]) -> None:
    before = repr(value)
    drop(value, places(value)[-1])
    put(value, places(value)[-1], 0)
    assert repr(value) == before


def test_a_member_that_was_not_there_is_added() -> None:
    value = {"a": [{"b": 1}]}
    assert add(value, ("a", 0, "c"), 2) == {"a": [{"b": 1, "c": 2}]}
    assert add(value, ("d",), 3) == {"a": [{"b": 1}], "d": 3}
    assert value == {"a": [{"b": 1}]}
