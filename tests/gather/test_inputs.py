"""Shows that what a run must supply is fresh, marked as an exercise, and repeatable."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

import pytest
from tinyapi.bench import bundle, inputs, new_note

from harness.gather.inputs import Unfillable, needs

EXAMPLE = {"messageId": "old", "sender": "old", "text": "old", "colour": "red"}


def test_a_uuid_is_fresh_each_time() -> None:
    made = inputs()
    first, second = made.value({"generate": "uuid"}), made.value({"generate": "uuid"})
    assert first != second
    assert uuid.UUID(first).version == 4


def test_the_same_run_seed_and_partition_make_the_same() -> None:
    assert inputs().value({"generate": "uuid"}) == inputs().value({"generate": "uuid"})


@pytest.mark.parametrize("other", [{"run": "r2"}, {"seed": 8}, {"partition": "p~2"}])
def test_another_run_seed_or_partition_makes_others(other: dict[str, Any]) -> None:
    assert inputs(**other).value({"generate": "uuid"}) != inputs().value({"generate": "uuid"})


def test_choices_depend_on_seed_and_partition_but_not_on_the_run() -> None:
    assert inputs(run="r1").random.random() == inputs(run="r2").random.random()
    assert inputs(partition="a").random.random() != inputs(partition="b").random.random()


def test_a_time_has_an_offset_and_is_counted_from_now() -> None:
    early = datetime.fromisoformat(inputs().value({"generate": "time", "offset": -60}))
    now = datetime.fromisoformat(inputs().value({"generate": "time"}))
    assert (now - early).total_seconds() == 60
    assert now.tzinfo is not None


def test_free_text_says_that_it_is_an_exercise() -> None:
    assert inputs().value({"generate": "text"}).startswith("EXERCISE - HALLMARK r1")


def test_fixtures_and_our_own_address() -> None:
    assert inputs().value({"fixture": "own_agency"}) == "GB-POL-1"
    assert inputs(public_url="http://127.0.0.1:1/x/").value({"public_url": "/n"}) == "http://127.0.0.1:1/x/n"


@pytest.mark.parametrize(
    "mark, need",
    [({"fixture": "uprn"}, "fixture:uprn"), ({"public_url": "/n"}, "inbound"), ({"generate": "luck"}, "mark:generate")],
)
def test_what_cannot_be_had_is_named(mark: dict[str, Any], need: str) -> None:
    with pytest.raises(Unfillable) as caught:
        inputs().value(mark)
    assert caught.value.need == need


SCHEMA = {
    "properties": {
        "a": {"x-hallmark": {"fixture": "own_agency"}},
        "b": {"default": 3},
        "c": {},
        "d": {"x-hallmark": {"public_url": "/n"}},
    },
    "required": ["c"],
}


def test_inputs_of_a_workflow() -> None:
    filled = inputs(public_url="http://x").of_workflow(SCHEMA, {"c": "given", "unasked": 1})
    assert filled == {"a": "GB-POL-1", "b": 3, "c": "given", "d": "http://x/n"}


def test_a_required_input_that_nothing_fills() -> None:
    with pytest.raises(Unfillable, match="input:c"):
        inputs(public_url="http://x").of_workflow(SCHEMA)


def test_needs_of_a_workflow() -> None:
    assert needs(SCHEMA) == {"fixture:own_agency", "inbound", "input:c"}
    assert needs({}) == frozenset()


def test_only_marked_leaves_of_an_example_come_to_life() -> None:
    alive = inputs().alive(EXAMPLE, new_note())
    assert alive["sender"] == "GB-POL-1"
    assert alive["text"].startswith("EXERCISE")
    assert alive["colour"] == "red"
    assert alive.keys() == EXAMPLE.keys()
    assert EXAMPLE["sender"] == "old"


def test_without_a_way_in_an_example_does_without_it() -> None:
    assert "callbackUrl" not in inputs().alive({**EXAMPLE, "callbackUrl": "x"}, new_note())
    assert inputs(public_url="http://x").alive({"callbackUrl": "y"}, new_note()) == {
        "callbackUrl": "http://x/notifications"
    }


def test_an_example_that_speaks_of_what_was_not_declared() -> None:
    with pytest.raises(Unfillable, match="fixture:uprn"):
        inputs().alive({"uprn": "1"}, new_note())


def test_the_living_example_keeps_the_description() -> None:
    operation = bundle().contract.operation("createNote")
    assert operation is not None
    for name, example in operation.request_bodies["application/json"].examples:
        alive = inputs(fixtures={"own_agency": "GB-POL-1", "uprn": "2"}).alive(example, new_note())
        assert new_note().is_valid(alive), name
