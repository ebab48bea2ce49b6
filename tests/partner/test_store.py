"""A store keeps records in their order, and the same seed gives the same identifiers."""

from __future__ import annotations

import uuid

from harness.partner.store import Store


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
