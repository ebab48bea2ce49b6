"""`persists/1`: what is written stays, and what was refused does not."""

from __future__ import annotations

from typing import Any

import pytest
from building import exchange, gist, judge, with_reply
from hypothesis import given
from hypothesis import strategies as st
from rules.cases import place, placed, removed, replaced, seen

from harness.errors import ProfileError
from harness.evidence import Silence
from harness.rules.resources.persists import alike

RULE = "persists/1"
CREATE, REPLACE, TEXT, REFUSED = ({"check": name} for name in ("create", "replace", "text", "refused"))
WELSH = "Tŷ gwyn 🚒"


def test_what_was_made_is_read_back() -> None:
    assert gist(judge(RULE, CREATE, placed(), seen())) == "conforms"
    assert gist(judge(RULE, CREATE, placed(), seen(label="Grey"))) == "violates: changed"
    assert gist(judge(RULE, CREATE, placed(), seen(got={"placeId": "p1", "kind": "road"}))) == "violates: lost"
    assert gist(judge(RULE, CREATE, placed(), seen("p2"))) == "inconclusive: nothing-seen"


def test_a_state_that_the_answer_to_the_creation_says_is_what_is_kept() -> None:
    told = placed(got=place(kind="house"))
    assert gist(judge(RULE, CREATE, told, seen(got=place(kind="house")))) == "conforms"
    assert gist(judge(RULE, CREATE, told, seen())) == "violates: changed"
    assert gist(judge(RULE, CREATE, placed(), seen(got=place(kind="house")))) == "violates: changed"
    assert gist(judge(RULE, CREATE, placed(got=place(label="Grey")), seen(label="Grey"))) == "violates: changed"


def test_only_what_the_last_write_changed() -> None:
    assert gist(judge(RULE, REPLACE, placed(), replaced(), seen(label="Blue"))) == "conforms"
    assert gist(judge(RULE, REPLACE, placed(), replaced(), seen(got=place(label="Blue", kind="house")))) == "conforms"
    assert gist(judge(RULE, REPLACE, placed(), replaced(), seen())) == "violates: changed"
    assert gist(judge(RULE, REPLACE, placed(), replaced("Green"), seen())) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, CREATE, placed(), replaced(), seen())) == "inconclusive: nothing-seen"


@pytest.mark.parametrize("between", [replaced(status=500), replaced(status=202, got=b""), removed()])
def test_after_what_nobody_knows_nothing_is_compared(between: Any) -> None:
    assert gist(judge(RULE, CREATE, placed(), between, seen(label="Grey"))) == "inconclusive: nothing-seen"


def test_letters_to_the_letter() -> None:
    assert gist(judge(RULE, TEXT, placed(label=WELSH), seen(label=WELSH))) == "conforms"
    assert gist(judge(RULE, TEXT, placed(label=WELSH), seen(label="T? gwyn ?"))) == "violates: changed"
    assert gist(judge(RULE, TEXT, placed(label=WELSH), seen(label=WELSH.lower()))) == "violates: changed"
    assert gist(judge(RULE, TEXT, placed(label=WELSH), seen(label="Ty\u0302 gwyn 🚒"))) == "violates: changed"
    assert gist(judge(RULE, TEXT, placed(), seen(label="Grey"))) == "inconclusive: nothing-seen"


def test_upper_and_lower_case() -> None:
    case = {"check": "case"}
    assert gist(judge(RULE, case, placed(label="Green Lane"), seen(label="Green  Lane"))) == "conforms"
    assert gist(judge(RULE, case, placed(label="Green"), seen(label="GREEN"))) == "violates: changed"
    other = seen(got=place(label="Grey", kind="house"))
    assert gist(judge(RULE, case, placed(label="Green"), other)) == "inconclusive: nothing-seen"


def test_what_a_replacement_leaves_out_is_gone() -> None:
    whole = {"check": "whole"}
    made = placed(sent={"label": "Green", "kind": "road", "size": 7})
    assert gist(judge(RULE, whole, made, replaced(), seen(label="Blue"))) == "conforms"
    kept = seen(got=place(label="Blue", size=7))
    assert gist(judge(RULE, whole, made, replaced(), kept)) == "violates: left-out-and-kept"
    assert gist(judge(RULE, whole, placed(), replaced(), seen(label="Blue"))) == "inconclusive: nothing-seen"


def test_what_was_refused_is_not_taken() -> None:
    for status in (409, 412, 428):
        no = replaced("Red", status)
        assert gist(judge(RULE, REFUSED, placed(), no, seen())) == "conforms"
        assert gist(judge(RULE, REFUSED, placed(), no, seen(label="Red"))) == "violates: refused-and-taken"
    assert gist(judge(RULE, REFUSED, placed(), replaced("Red", 422), seen(label="Red"))) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, REFUSED, placed(), replaced("Green", 412), seen())) == "inconclusive: nothing-seen"


def test_what_a_thing_held_before_is_not_known_where_its_making_was_not_answered() -> None:
    lost = with_reply(placed(), Silence(why="interrupted"))
    refused = replaced("Red", 412)
    assert gist(judge(RULE, REFUSED, lost, refused, seen())) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, REFUSED, lost, refused, seen(label="Red"))) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, REFUSED, lost, replaced(), refused, seen(label="Red"))) == "violates: refused-and-taken"


def test_a_change_in_part() -> None:
    sent = exchange("PATCH", "/notes/n1", {"text": "New."}, 200, {"noteId": "n1", "text": "New.", "version": 2})
    back = exchange("GET", "/notes/n1", b"", 200, {"noteId": "n1", "text": "Old.", "version": 2})
    assert gist(judge(RULE, {"check": "update"}, sent, back)) == "violates: changed"


def test_a_check_that_nobody_knows() -> None:
    with pytest.raises(ProfileError, match="no check 'luck'"):
        judge(RULE, {"check": "luck"})


@pytest.mark.parametrize(
    "sent, back, same",
    [
        ("EC1A 1BB", "ec1a1bb", True),
        ("2026-03-01T10:00:00Z", "2026-03-01T11:00:00+01:00", True),
        ("a", "b", False),
        (1, 1.0, True),
        (1, True, False),
        (1, "1", True),
        (None, None, True),
        (None, "", False),
        ("", None, False),
        (True, True, True),
    ],
)
def test_alike(sent: Any, back: Any, same: bool) -> None:
    assert alike(sent, back) is same


@given(st.text() | st.integers() | st.booleans() | st.none())
def test_everything_is_like_itself(value: Any) -> None:
    assert alike(value, value)
