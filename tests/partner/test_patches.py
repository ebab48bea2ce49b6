"""Patches change a script's data at places that exist, and nowhere else."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import msgspec
import pytest

from harness.errors import MockError
from harness.partner.patches import Patch, patched
from harness.partner.script import Mock

ACTS = [
    {"id": "one", "act": "keep", "as": "a", "value": {"b": 1}},
    {"id": "two", "act": "later", "after": 1, "do": [{"id": "three", "act": "wait", "seconds": 1}]},
    {"id": "four", "act": "reply", "headers": {"ETag": "x"}},
]
DATA: dict[str, Any] = {
    "operations": {"getA": ACTS, "getB": ACTS[2:], "addC": ACTS},
    "state": {"things": {"key": "id", "records": [{"id": "x"}]}},
}


def mock() -> Mock:
    return Mock(Path("here"), copy.deepcopy(DATA), {"seq": [{"id": "five", "act": "wait", "seconds": 2}]}, {})


def made(*patches: dict[str, Any]) -> dict[str, Any]:
    before = mock()
    after = patched(before, msgspec.convert(patches, tuple[Patch, ...]), "here: defect odd")
    assert before.data == DATA
    return after.data


def ids(acts: list[dict[str, Any]]) -> list[str]:
    return [act["id"] for act in acts]


def test_acts_are_removed_from_every_operation_of_the_pattern() -> None:
    data = made({"remove": "get*/four"})
    assert [ids(data["operations"][name]) for name in ("getA", "getB", "addC")] == [
        ["one", "two"],
        [],
        ["one", "two", "four"],
    ]


def test_members_and_acts_within_acts_are_found() -> None:
    data = made({"remove": "getA/three"}, {"set": "addC/three/seconds", "to": 5}, {"remove": "getB/four/headers/ETag"})
    assert data["operations"]["getA"][1]["do"] == []
    assert data["operations"]["addC"][1]["do"][0]["seconds"] == 5
    assert data["operations"]["getB"][0]["headers"] == {}


def test_a_value_is_set_where_there_was_none_before_and_an_act_keeps_its_id() -> None:
    data = made({"set": "getA/one/only", "to": ["b"]}, {"set": "getA/four", "to": {"act": "reply", "status": 204}})
    assert data["operations"]["getA"][0]["only"] == ["b"]
    assert data["operations"]["getA"][2] == {"id": "four", "act": "reply", "status": 204}


def test_other_parts_of_the_script_are_set_too() -> None:
    data = made(
        {"set": "state/things/records/-", "to": {"id": "y"}},
        {"set": "state/things/records/0", "to": {"id": "z"}},
        {"set": "head", "to": False},
    )
    assert data["state"]["things"]["records"] == [{"id": "z"}, {"id": "y"}]
    assert data["head"] is False


@pytest.mark.parametrize("side, expected", [("before", ["new", "four"]), ("after", ["four", "new"])])
def test_an_act_is_inserted_beside_another(side: str, expected: list[str]) -> None:
    data = made({"insert": {"id": "new", "act": "wait", "seconds": 1}, side: "getB/four"})
    assert ids(data["operations"]["getB"]) == expected


def test_an_operation_is_added_with_its_sequences_written_out() -> None:
    acts = [{"act": "use", "sequence": "seq"}, {"id": "six", "act": "reply"}]
    assert ids(made({"serve": "DELETE /a/{b}", "acts": acts})["operations"]["DELETE /a/{b}"]) == ["five", "six"]


def test_answers_are_spoilt() -> None:
    (wire,) = made({"wire": {"name": "crash", "on": ["getA"], "parameter": "q"}})["wires"]
    assert (wire["name"], list(wire["on"]), wire["parameter"]) == ("crash", ["getA"], "q")


@pytest.mark.parametrize(
    "patch",
    [
        {"remove": "getA/nine"},
        {"remove": "getX/four"},
        {"remove": "getA/four/headers/Date"},
        {"set": "getA/nine/when", "to": ""},
        {"set": "getA/one/value/c/d", "to": 1},
        {"set": "state/things/records/7", "to": {}},
        {"insert": {"id": "new", "act": "wait", "seconds": 1}, "before": "getB/one"},
        {"serve": "getA", "acts": []},
        {"remove": "nothing"},
    ],
)
def test_a_place_that_does_not_exist_is_named(patch: dict[str, Any]) -> None:
    with pytest.raises(MockError, match="which is not there") as caught:
        made(patch)
    assert caught.value.where == "here: defect odd"


@pytest.mark.parametrize(
    "patch",
    [
        {},
        {"remove": "a/b", "set": "a/b", "to": 1},
        {"set": "a/b"},
        {"to": 1, "remove": "a/b"},
        {"insert": {"id": "new", "act": "wait", "seconds": 1}},
        {"insert": {"id": "new", "act": "wait", "seconds": 1}, "before": "a/b", "after": "a/b"},
        {"remove": "a/b", "before": "a/b"},
    ],
)
def test_a_patch_is_one_change(patch: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(patch, Patch)


def test_the_description_that_is_served_says_something_else() -> None:
    data = made({"describe": "/info/version", "to": "x"}, {"describe": "/info/contact"})
    assert data["misdescribed"] == [["/info/version", "x"], ["/info/contact", None]]
