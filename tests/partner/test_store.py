"""A store keeps records in their order, and the same seed gives the same identifiers."""

from __future__ import annotations

import uuid

import pytest

from harness.partner.store import Answered, Store


def test_records_lie_in_the_order_of_their_arrival() -> None:
    shelf = Store(1).shelf("things", "one")
    for key in "bca":
        shelf.put(key, {"key": key})
    shelf.put("c", {"key": "again"})
    assert [record["key"] for record in shelf] == ["b", "again", "a"]
    assert (shelf.slice(1, 5), len(shelf)) == ([{"key": "again"}, {"key": "a"}], 3)
    shelf.drop("b")
    shelf.drop("never")
    assert (shelf.get("b"), shelf.get("a")) == (None, {"key": "a"})


def test_shelves_of_different_owners_are_different_and_a_look_makes_none() -> None:
    store = Store(1)
    store.shelf("things", "one").put("a", {})
    assert (len(store.look("things", "one")), len(store.look("things", "two")), len(store.look("others"))) == (1, 0, 0)
    store.look("things", "two").put("lost", {})
    assert len(store.look("things", "two")) == 0


def test_identifiers_are_uuids_of_version_4_and_follow_from_the_seed() -> None:
    one, other, third = Store(7), Store(7), Store(8)
    first = [one.fresh_uuid() for _ in range(50)]
    assert first == [other.fresh_uuid() for _ in range(50)]
    assert third.fresh_uuid() not in first
    for text in first:
        found = uuid.UUID(text)
        assert (str(found), found.version, found.variant) == (text, 4, uuid.RFC_4122)


def test_a_record_is_found_by_its_number_although_others_came_and_went() -> None:
    shelf = Store(1).shelf("things")
    for key in "abcd":
        shelf.put(key, {"key": key})
    seen = shelf.number_at(1)
    shelf.drop("a")
    shelf.drop("c")
    shelf.put("c", {"key": "c again"})
    assert [r["key"] for r in shelf.slice(shelf.position_after(seen), 9)] == ["d", "c again"]
    assert shelf.position_after(0) == 0
    shelf.clear()
    shelf.put("e", {})
    assert shelf.number_at(0) > seen + 2


def test_answers_are_remembered_once_and_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harness.partner.store.MOST_ANSWERED", 2)
    store = Store(1)
    for key in ("a", "a", "b", "c"):
        store.remember(key, Answered(key.encode(), len(store.answered)))
    assert {key: answered.reply for key, answered in store.answered.items()} == {"b": 1, "c": 2}


def test_calls_in_a_while_are_counted() -> None:
    store = Store(1)
    waits = [store.wait_for("k", now, 2, 10) for now in (0, 4, 5, 10, 11, 14)]
    assert waits == [0, 0, 5, 0, 3, 0]
