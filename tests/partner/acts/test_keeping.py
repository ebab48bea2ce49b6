"""Records are found, kept, changed and forgotten, and never changed in place."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from partner_acts import REFUSAL, World, a_call, run, status

from harness.partner.acts.keeping import merged


def test_what_is_put_can_be_found() -> None:
    world = World()
    put = {"act": "put", "in": "things", "of": "$found.parent", "key": "$request.body#/id", "as": "record",
           "only": ["id", "a", "absent"], "also": {"b": "$now", "c": "$found.absent"}, "numbered": "n"}  # fmt: skip
    for number, name in enumerate(("x", "y"), 1):
        call = a_call(world, body={"id": name, "a": 1, "other": 2}, found={"parent": "p"})
        assert run(call, put) is None
        assert call.found["record"] == {"id": name, "a": 1, "b": call.scope["now"], "n": number}
    find = {
        "act": "find",
        "in": "things",
        "of": "$found.parent",
        "key": "$request.path.id",
        "as": "it",
        "else": REFUSAL,
    }
    call = a_call(world, path={"id": "y"}, found={"parent": "p"})
    assert run(call, find) is None
    assert call.found["it"]["n"] == 2
    assert status(run(a_call(world, path={"id": "z"}, found={"parent": "p"}), find)) == 409
    assert status(run(a_call(world, path={"id": "y"}, found={"parent": "q"}), find)) == 409


def test_what_is_not_found_may_be_passed_over() -> None:
    call = a_call()
    assert run(call, {"act": "find", "in": "things", "key": "x", "as": "it"}) is None
    assert call.found == {}


def test_a_record_without_a_key_is_put_at_the_end() -> None:
    world = World()
    for _ in range(3):
        run(a_call(world, body={"a": 1}), {"act": "put", "in": "things", "key": ""})
    assert len(world.store.shelf("things")) == 3


def test_a_change_makes_a_new_record_and_counts() -> None:
    world = World()
    old = {"version": 1, "a": {"x": 1, "y": 2}, "b": 3}
    world.store.shelf("things").put("k", old)
    call = a_call(world, body={"a": {"x": None}, "c": 4})
    change = {
        "act": "change",
        "in": "things",
        "key": "k",
        "by": "$request.body",
        "only": ["a"],
        "counts": "version",
        "as": "it",
    }
    assert run(call, {**change, "how": "merge"}) is None
    assert call.found["it"] == {"version": 2, "a": {"y": 2}, "b": 3}
    assert run(call, change) is None
    assert call.found["it"] == {"version": 3, "a": {"x": None}, "b": 3}
    assert old == {"version": 1, "a": {"x": 1, "y": 2}, "b": 3}


def test_a_record_is_replaced_whole_but_for_what_it_keeps() -> None:
    world = World()
    world.store.shelf("things").put("k", {"id": 7, "version": 1, "a": 1, "b": 2})
    call = a_call(world, body={"b": 3, "id": 8, "c": 4})
    change = {"act": "change", "in": "things", "key": "k", "by": "$request.body", "only": ["a", "b"], "as": "it"}
    whole = {"how": "whole", "keeps": ["id", "version", "gone"], "also": {"at": "$now"}, "counts": "version"}
    assert run(call, {**change, **whole}) is None
    assert call.found["it"] == {"id": 7, "version": 2, "b": 3, "at": call.scope["now"]}


def test_what_is_not_there_is_not_changed() -> None:
    world = World()
    assert run(a_call(world), {"act": "change", "in": "things", "key": "k", "by": {"a": 1}}) is None
    assert len(world.store.shelf("things")) == 0


def test_one_record_or_the_whole_shelf_is_dropped() -> None:
    world = World()
    shelf = world.store.shelf("things")
    for name in "abc":
        shelf.put(name, {})
    run(a_call(world), {"act": "drop", "in": "things", "key": "a"})
    assert (shelf.get("a"), len(shelf)) == (None, 2)
    run(a_call(world), {"act": "drop", "in": "things"})
    assert len(shelf) == 0


def test_a_value_is_kept_whole_or_in_part() -> None:
    call = a_call(body={"a": 1, "b": 2})
    run(
        call,
        {"act": "keep", "as": "all", "value": "$request.body"},
        {"act": "keep", "as": "some", "value": "$found.all", "only": ["a"], "also": {"c": 3}},
        {"act": "keep", "as": "plain", "value": "text"},
    )
    assert call.found == {"all": {"a": 1, "b": 2}, "some": {"a": 1, "c": 3}, "plain": "text"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.dictionaries(st.sampled_from("abc"), JSON, max_size=3)


def by_the_book(target: Any, patch: Any) -> Any:
    """The pseudocode of RFC 7396 section 2, nearly word for word."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = by_the_book(result.get(name), value)
    return result


@given(OBJECTS, OBJECTS)
def test_merging_is_that_of_the_rfc(record: dict[str, Any], patch: dict[str, Any]) -> None:
    before = repr((record, patch))
    assert merged(record, patch) == by_the_book(record, patch)
    assert repr((record, patch)) == before
