"""An item's life: made, read, replaced, changed, removed, and asked for after that."""

from __future__ import annotations

from records import conversation, said, steps

from harness.gather.conversations.lifecycle import CONVERSATION


def test_the_life_of_a_person() -> None:
    readings = said([conversation("lifecycle")])
    assert steps(readings) == [
        ("createPerson", 201),
        ("getPerson", 200),
        ("getPerson", 200),  # for the entity tag
        ("replacePerson", 200),
        ("getPerson", 200),
        ("getPerson", 200),
        ("replacePerson", 200),  # a member left out
        ("getPerson", 200),
        ("getPerson", 200),
        ("updatePerson", 200),
        ("getPerson", 200),
        ("getPerson", 200),
        ("deletePerson", 204),
        ("getPerson", 404),
        ("getPerson", 404),
        ("replacePerson", 404),
        ("listPersons", 200),
        ("deletePerson", 404),
    ]
    assert len({x.path_params["personId"] for x in readings[1:] if x.path_params}) == 1
    replaced, fewer, patched = (readings[at].request_json for at in (3, 6, 9))
    assert replaced != readings[0].request_json
    assert len(fewer) == len(replaced) - 1
    assert len(patched) == 1
    assert all(x.request_is_valid for x in readings)
    assert readings[16].query["limit"] == "100"


def test_what_can_be_made_and_read_only() -> None:
    assert steps(said([conversation("lifecycle", "/exports")])) == [("createExport", 202), ("getExport", 200)]
    assert CONVERSATION.writes
