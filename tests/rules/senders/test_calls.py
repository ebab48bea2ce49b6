"""`calls/1`: what a product sends is held against the description."""

from __future__ import annotations

from building import exchange, gist, judge
from calling import called, note, shown

from harness.evidence import ELSEWHERE


def test_a_call_as_it_should_be_passes_and_one_that_is_not_breaks() -> None:
    assert shown("calls/1", {}, note()) == "conforms"
    assert shown("calls/1", {}, note(), note(sent={"text": 7})) == "violates: call"
    assert shown("calls/1", {}, called("PUT", "/notes", {})) == "violates: unknown-call"
    assert shown("calls/1", {}, called("POST", "/nothing", {})) == "violates: unknown-call"


def test_places_and_codes_narrow_what_counts() -> None:
    wrong = note(sent={"text": 7})
    assert shown("calls/1", {"pointers": ["/agency"]}, wrong) == "conforms"
    assert shown("calls/1", {"pointers": ["/text"]}, wrong) == "violates: call"
    assert shown("calls/1", {"pointers": ["/text"], "rules": ["required"]}, wrong) == "conforms"
    assert shown("calls/1", {"operations": ["getNote"]}, wrong) == "inconclusive: nothing-seen"
    assert (
        shown("calls/1", {"pointers": ["/text"]}, called("GET", "/notes/n1", status=200))
        == "inconclusive: nothing-seen"
    )


def test_our_own_calls_show_nothing() -> None:
    assert gist(judge("calls/1", {}, exchange("POST", "/notes", {}, 201, {}))) == "inconclusive: nothing-seen"


def test_what_went_to_another_host_is_held_by_itself() -> None:
    away = note(sent={"text": 7}, to_party=ELSEWHERE)
    assert shown("calls/1", {}, away) == "inconclusive: nothing-seen"
