"""`carries/1`: on its occasion a call holds what is asked for, names what was given, and edits nothing in place."""

from __future__ import annotations

from typing import Any

import pytest
from calling import called, note, shown

from harness.errors import ProfileError

MARKED: dict[str, Any] = {"operations": ["createNote"], "marked": "/text", "like": "LATE"}
REASON = {**MARKED, "pointers": ["/reason"]}
AGENCY = {"operations": ["createNote"], "fixtures": {"/agency": "own_agency"}}
NAMED = {"operations": ["addComment"], "given": "/about", "created": "createNote", "at": "/noteId"}
SENT = {"agency": "GB-POL-X01", "text": "Two."}


def test_what_is_asked_for_is_there_on_its_occasion() -> None:
    assert shown("carries/1", REASON, note(text="LATE. One.", sent={"reason": "No line."})) == "conforms"
    assert shown("carries/1", REASON, note(text="LATE. One.")) == "violates: not-carried"
    assert shown("carries/1", REASON, note(text="LATE. One.", sent={"reason": ""})) == "violates: not-carried"
    assert shown("carries/1", REASON, note(text="One.")) == "inconclusive: nothing-seen"


def test_a_value_that_was_declared_is_the_one_that_is_sent() -> None:
    fixtures = {"own_agency": "GB-POL-X01"}
    assert shown("carries/1", AGENCY, note(), fixtures=fixtures) == "conforms"
    assert shown("carries/1", AGENCY, note(sent={"agency": "GB-POL-X02"}), fixtures=fixtures) == "violates: other-value"
    assert shown("carries/1", AGENCY, note(sent={"agency": None}), fixtures=fixtures) == "violates: not-carried"
    unknown = {"operations": ["createNote"], "fixtures": {"/agency": "nobody"}}
    assert shown("carries/1", unknown, note()) == "inconclusive: fixture-unknown"


def test_what_is_named_was_given_before() -> None:
    def replaced(about: str) -> Any:
        return called("POST", "/notes/n1/comments", {**SENT, "about": about})

    assert shown("carries/1", NAMED, note(got={"noteId": "n4"}), replaced("n4")) == "conforms"
    assert shown("carries/1", NAMED, note(), replaced("n2")) == "violates: own-identifier"
    assert shown("carries/1", NAMED, replaced("n2")) == "inconclusive: nothing-seen"


def test_what_is_named_is_what_is_meant_and_not_the_thing_itself() -> None:
    def about(name: str) -> Any:
        return called("POST", "/notes/n1/comments", {**SENT, "about": name})

    one, other = note(text="NOTE. One."), note(2, text="LATE. Two.", got={"noteId": "n2"})
    assert shown("carries/1", NAMED, one, other, about("n2")) == "conforms"
    assert shown("carries/1", NAMED, one, other, about("n1")) == "violates: another-identifier"
    late = {**NAMED, "operations": ["addComment"], "marked": "/text", "like": "Two", "of": "LATE"}
    assert shown("carries/1", late, one, other, about("n2")) == "conforms"
    third = note(3, text="NOTE. Three.", got={"noteId": "n3"})
    assert shown("carries/1", late, one, other, third, about("n3")) == "violates: another-identifier"
    assert shown("carries/1", late, one, third, about("n3")) == "inconclusive: nothing-seen"


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_what_is_only_read_is_not_edited_in_place(method: str) -> None:
    with_ = {**REASON, "untouched": "listComments"}
    edited = called(method, "/notes/n1/comments", b"", 405)
    assert shown("carries/1", with_, edited) == "violates: edited"
    assert shown("carries/1", REASON, edited) == "inconclusive: nothing-seen"
    assert shown("carries/1", with_, called(method, "/elsewhere", b"", 404)) == "inconclusive: nothing-seen"


@pytest.mark.parametrize(
    "with_, message",
    [
        ({"operations": ["createNote"]}, "nothing is asked"),
        ({**REASON, "like": ""}, "marked goes with like"),
        ({**NAMED, "created": ""}, "given with created and at"),
        ({**REASON, "untouched": "nothing"}, "untouched names"),
    ],
)
def test_what_asks_nothing_is_a_fault_of_the_profile(with_: dict[str, Any], message: str) -> None:
    with pytest.raises(ProfileError, match=message):
        shown("carries/1", with_, note())
