"""What is removed is made for that alone; what is changed on condition is read just before."""

from __future__ import annotations

from records import conversation, said, steps

from harness.gather.plan import PartitionPlan


def examples(operation: str) -> PartitionPlan:
    return PartitionPlan(name=f"examples:{operation}", kind="examples", what="", operation=operation)


def test_what_a_removal_is_tried_on_is_made_for_it() -> None:
    readings = said([examples("deletePerson")])
    assert steps(readings) == [("createPerson", 201), ("getPerson", 200), ("deletePerson", 204)]


def test_what_is_changed_on_condition_is_read_first() -> None:
    assert steps(said([examples("replacePerson")]))[:3] == [
        ("createPerson", 201),
        ("getPerson", 200),
        ("replacePerson", 200),
    ]


def test_what_only_reads_needs_nothing() -> None:
    assert steps(said([examples("getPerson")])) == [("getPerson", 200)]


def test_after_a_conversation_others_still_find_their_own() -> None:
    assert steps(said([conversation("lifecycle"), examples("getPerson")])) == [("getPerson", 200)]
