"""What is learned of a product follows from the exchanges of the exploration alone."""

from __future__ import annotations

import json
from typing import Any

import msgspec
from building import exchange
from records import CONTRACT

from harness.evidence import Exchange
from harness.gather.memory.knowledge import Knowledge, Names, learn

BASE = "http://127.0.0.1:9/v1"
ONE, TWO = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"


def explored(method: str, target: str, status: int = 200, got: Any = b"", sent: Any = b"", **rest: Any) -> Exchange:
    return exchange(method, target, sent, status, got, partition="explore:/persons", **rest)


def known(*exchanges: Exchange, **fixtures: Any) -> Knowledge:
    return learn(exchanges, CONTRACT, BASE, {"parameters": fixtures})


def operation(name: str) -> Any:
    found = CONTRACT.operation(name)
    assert found is not None
    return found


LISTED = explored("GET", "/persons", got={"items": [{"id": ONE}, {"id": TWO}]})
CREATED = explored("POST", "/persons", 201, {"id": TWO}, {"surname": "Sampl"})


def test_names_in_lists_and_of_what_was_made() -> None:
    found = known(LISTED, CREATED)
    assert found.names["/persons"] == Names(made=((TWO,),), seen=((ONE,), (TWO,)))
    assert found.bodies == {"createPerson": {"surname": "Sampl"}}
    assert found.elements["/persons"] == ({"id": ONE}, {"id": TWO})


def test_a_name_that_only_location_tells() -> None:
    got = explored("POST", "/persons", 201, b"", {"surname": "S"}, say={"Location": f"/v1/persons/{ONE}"})
    assert known(got).names["/persons"].made == ((ONE,),)
    absolute = explored(
        "POST", "/persons", 201, b"", {"surname": "S"}, say={"Location": f"https://x.example/v1/persons/{ONE}"}
    )
    assert known(absolute).names["/persons"].made == ((ONE,),)
    elsewhere = explored("POST", "/persons", 201, b"", {"surname": "S"}, say={"Location": "/v1/objects/7"})
    assert known(elsewhere).names == {}


def test_what_was_not_explored_or_did_not_succeed_says_nothing() -> None:
    other = msgspec.structs.replace(LISTED, id=msgspec.structs.replace(LISTED.id, partition="examples:listPersons"))
    assert known(other, explored("GET", "/persons", 500, {"items": [{"id": ONE}]})).names == {}


def test_only_what_is_ours_is_changed() -> None:
    found = known(LISTED)
    assert found.path_values(operation("getPerson"), ours=False) == {"personId": ONE}
    assert found.path_values(operation("replacePerson"), ours=True) == {}
    assert known(LISTED, CREATED).path_values(operation("replacePerson"), ours=True) == {"personId": TWO}


def test_what_the_run_file_names_comes_first() -> None:
    found = known(LISTED, CREATED, personId="P-7")
    for name, ours in (("getPerson", False), ("deletePerson", True), ("getPersonSummary", False)):
        assert found.path_values(operation(name), ours=ours) == {"personId": "P-7"}
    assert found.named("person_id") == "P-7"


def test_a_member_that_refers_to_an_item() -> None:
    found = known(LISTED)
    assert found.named("personId") == ONE
    assert found.named("person-uuid") == ONE
    assert found.named("id") is None
    assert found.named("weather") is None


def test_values_of_a_run_file_of_any_kind() -> None:
    found = known(a=7, b=True, c=["x", "y"], d=[])
    assert found.values == {"a": ("7",), "b": ("true",), "c": ("x", "y")}
    assert learn((), CONTRACT, BASE, {"parameters": json.loads("3")}).values == {}
