"""Shows where parameters take their values from."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tinyapi.bench import inputs, operation

from harness.contract import Operation
from harness.gather.cases.parameters import known_of, parameters_of
from harness.gather.inputs import Unfillable
from harness.gather.memory.knowledge import Knowledge, Names
from harness.resources import Resource


def test_outputs_by_name_whatever_case_and_punctuation() -> None:
    found = parameters_of(operation("changeNote"), {"noteId": "n1", "ifMatch": '"7"'}, inputs())
    assert found == {("path", "noteId"): "n1", ("header", "If-Match"): '"7"'}


def test_else_the_examples_of_the_description() -> None:
    found = parameters_of(operation("changeNote"), {}, inputs())
    assert found == {("path", "noteId"): "1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4e02", ("header", "If-Match"): '"1"'}


def test_what_is_optional_is_left_out() -> None:
    assert parameters_of(operation("listNotes"), {"limit": 5}, inputs()) == {}


def test_an_output_that_is_no_text_is_passed_over() -> None:
    assert parameters_of(operation("getNote"), {"noteId": ["a"]}, inputs())["path", "noteId"].startswith("1b9d")


def test_a_parameter_that_nothing_fills() -> None:
    bare = tuple(replace(parameter, examples=()) for parameter in operation("getNote").parameters)
    stripped = Operation(id="x", method="GET", path="/notes/{noteId}", direction="outbound", parameters=bare)
    with pytest.raises(Unfillable, match="parameter:noteId"):
        parameters_of(stripped, {}, inputs())


def test_a_parameter_of_the_path_that_is_not_described() -> None:
    bare = Operation(id="x", method="GET", path="/notes/{noteId}/{part}", direction="outbound")
    assert parameters_of(bare, {"noteId": "n1", "part": 2}, inputs()) == {
        ("path", "noteId"): "n1",
        ("path", "part"): "2",
    }
    with pytest.raises(Unfillable, match="parameter:part"):
        parameters_of(bare, {"noteId": "n1"}, inputs())


def test_what_the_run_file_says_exists_is_used_where_something_is_needed() -> None:
    known = inputs(knowledge=Knowledge(values={"noteid": ("there",), "ifmatch": ('"9"',), "limit": ("7",)}))
    found = {("path", "noteId"): "there", ("header", "If-Match"): '"9"'}
    assert parameters_of(operation("changeNote"), {}, known) == found
    assert known_of(operation("changeNote"), {}, known) == found
    assert known_of(operation("changeNote"), {"noteId": "made"}, known)["path", "noteId"] == "made"
    assert known_of(operation("listNotes"), {}, known) == {}


def test_what_is_changed_is_none_of_what_was_explored() -> None:
    one = Resource(collection="/notes", item_path="/notes/{noteId}")
    known = inputs(knowledge=Knowledge(names={"/notes": Names(made=(("made",),))}, resources=(one,)))
    assert known_of(operation("getNote"), {}, known) == {("path", "noteId"): "made"}
    for method in ("PATCH", "DELETE"):
        assert known_of(replace(operation("getNote"), method=method), {}, known) == {}
