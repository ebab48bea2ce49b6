"""A plan names its aims, the requirements in scope and the operations that each class is tried on."""

from __future__ import annotations

from tinyapi.running import aim

from harness.gather.plan import PartitionPlan, Plan, explores, in_scope, limited, operations_by_class


def test_the_operations_of_a_class() -> None:
    assert operations_by_class(aim()) == {
        "core": ("createNote", "getNote", "changeNote", "listNotes"),
        "calls": ("createNote", "getNote"),
    }


def test_what_is_in_scope_is_claimed_or_chosen() -> None:
    claimed = [one.id for one in in_scope(aim(classes=("calls",)), {})]
    assert claimed
    assert {one.class_ for one in in_scope(aim(classes=("calls",)), {})} == {"calls"}
    chosen = limited([aim()], ["N-001"])
    assert [one.id for one in in_scope(aim(classes=("calls",)), chosen)] == ["N-001"]


def test_estimates_are_by_partition() -> None:
    parts = (PartitionPlan(name="a", kind="fuzz", what="", estimate=3), PartitionPlan(name="b", kind="fuzz", what=""))
    assert Plan(seed=7, aims=(), only=(), partitions=parts).planned == {"a": 3, "b": 1}


def test_what_is_kept_is_looked_at_first_only_where_it_is_talked_about() -> None:
    assert not explores(aim())
