"""`round-trip/1`: what is read is held against what was sent."""

from __future__ import annotations

from typing import Any

import pytest
from building import exchange, gist, judge, overwritten
from hypothesis import given
from rules.cases import CASES, PROBLEM, closed, created, new, note, read
from strategies import json_values

from harness.errors import ProfileError
from harness.expression import MISSING
from harness.rules.resources.round_trip import same

RULE = "round-trip/1"
WITH = CASES[RULE].with_
LISTED = {"write": ["addComment"], "read": ["listComments"], "id": "/commentId", "items": "/items", "fields": ["/text"]}
WELSH = 'Tŷ gwyn â drws coch 🚒\r\n"yma"'


def comment(text: Any, back: Any, name: str = "c1") -> tuple[Any, Any]:
    wrote = exchange("POST", "/notes/n1/comments", {"text": text}, 201, {"commentId": name, "text": "?"})
    page = {"items": [{"commentId": "c0", "text": "?"}, {"commentId": name} | back]}
    return wrote, exchange("GET", "/notes/n1/comments", b"", 200, page)


def test_text_to_the_last_letter() -> None:
    assert gist(judge(RULE, WITH, created(WELSH), read(WELSH))) == "conforms"
    assert gist(judge(RULE, WITH, created(WELSH), read(WELSH.replace("\r\n", "\n")))) == "violates: changed"
    assert gist(judge(RULE, WITH, created("ŷ"), read("y\u0302"))) == "violates: changed"


def test_what_did_not_come_back() -> None:
    without = note()
    del without["text"]
    assert gist(judge(RULE, WITH, created(), read(got=without))) == "violates: lost"
    assert gist(judge(RULE, WITH, created(), read(got=note(None)))) == "violates: lost"


def test_an_element_of_a_list_is_found_by_its_name() -> None:
    assert gist(judge(RULE, LISTED, *comment("One.", {"text": "One."}))) == "conforms"
    finding = judge(RULE, LISTED, *comment("One.", {"text": "Two."}))
    assert gist(finding) == "violates: changed"
    assert finding.violations[0].because.params == {"pointer": "/items/1/text"}
    assert finding.violations[0].cause == "changed/text/listComments"


def test_what_was_not_written_here_is_not_compared() -> None:
    assert gist(judge(RULE, WITH, read())) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, WITH, created(partition="q"), read("Other."))) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, WITH, created(), read(status=404, got=PROBLEM))) == "inconclusive: nothing-seen"


def test_where_nothing_of_it_was_sent_nothing_is_shown() -> None:
    with_ = WITH | {"fields": ["/uprn"]}
    assert gist(judge(RULE, with_, created(), read())) == "inconclusive: nothing-seen"


@pytest.mark.parametrize(
    "between",
    [
        exchange("PATCH", "/notes/n1", {"text": "Other."}, 200, note("Other.")),
        exchange("PATCH", "/notes/n1", {"text": "Other."}, 500, {}),
        exchange("PUT", "/notes/n1", {"text": "Other."}, 200, {}),
        closed(),
    ],
    ids=["change", "crash", "undocumented", "closure"],
)
def test_what_may_have_been_changed_since_is_not_compared(between: Any) -> None:
    assert gist(judge(RULE, WITH, created(), between, read("Other."))) == "inconclusive: nothing-seen"


def test_what_refused_a_change_has_changed_nothing() -> None:
    refused = exchange("PATCH", "/notes/n1", {"text": "Other."}, 412, {"status": 412})
    assert gist(judge(RULE, WITH, created(), refused, read("Other."))) == "violates: changed"


def test_a_repeated_message_is_answered_as_the_first_time() -> None:
    again = created(sent=new("Other."))
    assert gist(judge(RULE, WITH, created(), again, read())) == "conforms"


def test_what_was_overwritten_is_unknown_and_the_rest_is_not() -> None:
    with_ = WITH | {"fields": ["/text", "/uprn"]}
    wrote = created(sent=new(uprn="1"))
    hidden = overwritten(read(got=note(uprn="1")), "/text")
    assert gist(judge(RULE, with_, wrote, hidden)) == "inconclusive: redacted"
    assert gist(judge(RULE, with_, wrote, overwritten(read(got=note(uprn="2")), "/text"))) == "violates: changed"


@pytest.mark.parametrize("more", [{"items": "/items"}, {"parameter": ""}])
def test_one_way_to_read_back(more: dict[str, str]) -> None:
    with pytest.raises(ProfileError, match="takes either"):
        judge(RULE, WITH | more)


@pytest.mark.parametrize(
    "sent, back, expected",
    [
        ({"a": 1}, {"a": 1.0, "b": 2}, True),
        ({"a": {"b": 1}}, {"a": {"b": 1, "c": 2}}, True),
        ({"a": 1}, {}, False),
        ({"a": None}, {}, True),
        (None, MISSING, True),
        (None, 0, False),
        ([1, 2], [2, 1], False),
        ([1], [1, 2], False),
        (True, 1, False),
        (1, True, False),
        (0, False, False),
        ("a", "A", False),
        ("1", 1, False),
        ("2025-03-01T14:00:00+00:00", "2025-03-01T14:00:00Z", True),
        ("2025-03-01T14:00:00+00:00", "2025-03-01T14:00:00.000Z", True),
        ("2025-07-01T14:00:00+01:00", "2025-07-01T13:00:00Z", True),
        ("2025-07-01T14:00:00+01:00", "2025-07-01T14:00:00Z", False),
        ("2025-07-01T14:00:00.5Z", "2025-07-01T14:00:00Z", False),
    ],
)
def test_same(sent: Any, back: Any, expected: bool) -> None:
    assert same(sent, back) is expected


@given(json_values)
def test_anything_is_the_same_as_itself(value: Any) -> None:
    assert same(value, value)


def test_that_nothing_came_back_of_nothing_shows_nothing() -> None:
    without = note()
    del without["text"]
    assert gist(judge(RULE, WITH, created(None), read(got=without))) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, WITH, created(None), read("text"))) == "violates: changed"


def test_who_did_not_write_it_may_see_less_of_it() -> None:
    without = note()
    del without["text"]
    others = read(got=without, identity="other-agency")
    assert gist(judge(RULE, WITH, created(), others)) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, WITH, created(identity="other-agency"), others)) == "violates: lost"
