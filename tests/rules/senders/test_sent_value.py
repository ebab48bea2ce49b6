"""`sent-value/1`: a value is the fixture, the text or a time that has come."""

from __future__ import annotations

import pytest
from calling import called, note, shown

from harness.errors import ProfileError

AT = 1_700_000_000_000_000


def test_a_fixture() -> None:
    own = {"pointer": "/agency", "fixture": "own_agency"}
    assert shown("sent-value/1", own, note()) == "conforms"
    assert shown("sent-value/1", own, note(sent={"agency": "GB-AMB-X03"})) == "violates: other-value"
    assert shown("sent-value/1", {**own, "fixture": "nobody"}, note()) == "inconclusive: nothing-seen"
    assert shown("sent-value/1", own, called("POST", "/notes", b"{")) == "inconclusive: nothing-seen"


def test_a_text_whole_or_at_least_to_its_end() -> None:
    whole = {"pointer": "/text", "like": "MARK", "text": "MARK a. End."}
    ends = {"pointer": "/text", "like": "MARK", "ends": "End."}
    for with_ in (whole, ends):
        assert shown("sent-value/1", with_, note(text="MARK a. End.")) == "conforms"
        assert shown("sent-value/1", with_, note(text="other")) == "inconclusive: nothing-seen"
    assert shown("sent-value/1", whole, note(text="MARK a, End.")) == "violates: text-changed"
    assert shown("sent-value/1", ends, note(text="MARK a, End.")) == "conforms"
    assert shown("sent-value/1", ends, note(text="MARK a")) == "violates: text-cut"


def test_a_time_that_has_come() -> None:
    ahead = {"pointer": "/writtenAt", "ahead": 300}
    for text, expected in (
        ("2023-11-14T22:13:20+00:00", "conforms"),
        ("2023-11-14T22:18:20Z", "conforms"),
        ("2023-11-14T22:18:21+00:00", "violates: time-ahead"),
        ("2023-11-14T22:13:20", "inconclusive: nothing-seen"),
        ("soon", "inconclusive: nothing-seen"),
    ):
        assert shown("sent-value/1", ahead, note(sent={"writtenAt": text}, at=AT)) == expected, text


def test_times_that_stand_elsewhere_have_come_too() -> None:
    ahead = {"pointer": "/writtenAt", "ahead": 300, "further": ["/closedAt"]}
    now, later = "2023-11-14T22:13:20+00:00", "2023-11-14T22:18:21+00:00"
    assert shown("sent-value/1", ahead, note(sent={"writtenAt": now, "closedAt": now}, at=AT)) == "conforms"
    assert shown("sent-value/1", ahead, note(sent={"writtenAt": now, "closedAt": "soon"}, at=AT)) == "conforms"
    assert shown("sent-value/1", ahead, note(sent={"writtenAt": now, "closedAt": later}, at=AT)) == (
        "violates: time-ahead"
    )


def test_exactly_one_is_asked() -> None:
    for more in ({}, {"fixture": "own_agency", "text": "x"}):
        with pytest.raises(ProfileError, match="exactly one"):
            shown("sent-value/1", {"pointer": "/text", **more}, note())
