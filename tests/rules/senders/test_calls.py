"""`calls/1`: what a product sends is held against the description."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
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


def stray(method: str, target: str, sent: bytes = b"", header: dict[str, str] | None = None) -> Any:
    made = called(method, "/", sent, status=404, credential="absent", ask=header)
    return msgspec.structs.replace(made, request=msgspec.structs.replace(made.request, target=target))


@pytest.mark.parametrize("target", ["/", "/v1", "/v1/", "/health", "/favicon.ico", "http://notes.example.org/"])
def test_who_only_looks_whether_anybody_is_there_need_not_be_the_product(target: str) -> None:
    probe = stray("GET", target)
    assert shown("calls/1", {}, probe) == "inconclusive: nothing-seen"
    assert shown("calls/1", {}, note(), probe) == "conforms"


@pytest.mark.parametrize(
    "method, target, sent, header",
    [
        ("GET", "/v1/nothing", b"", {}),
        ("GET", "/health?incident=1", b"", {}),
        ("GET", "/health", b"{}", {}),
        ("POST", "/", b"", {}),
        ("GET", "/health", b"", {"Authorization": "Bearer x"}),
        ("GET", "/health", b"", {"Cookie": "session=1"}),
    ],
    ids=["below", "asks", "brings", "posts", "signs-in", "is-known"],
)
def test_who_asks_or_says_something_is_no_such_look(method: str, target: str, sent: bytes, header: Any) -> None:
    assert shown("calls/1", {}, stray(method, target, sent, header)) == "violates: unknown-call"


def test_our_own_calls_show_nothing() -> None:
    assert gist(judge("calls/1", {}, exchange("POST", "/notes", {}, 201, {}))) == "inconclusive: nothing-seen"


def test_what_went_to_another_host_is_held_by_itself() -> None:
    away = note(sent={"text": 7}, to_party=ELSEWHERE)
    assert shown("calls/1", {}, away) == "inconclusive: nothing-seen"
