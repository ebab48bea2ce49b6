"""Shows that the places of personal data are found from the marks of the contract alone."""

from __future__ import annotations

import pytest
from tinyapi.bench import BASE, bundle, json_reply, new_note

from harness.evidence import Exchange, ExchangeId, Reply, Request, Silence, Times
from harness.gather.identity.personal import patterns, personal_places


def exchange(method: str, target: str, reply: Reply) -> Exchange:
    return Exchange(
        id=ExchangeId("p", 0), from_party="hallmark", to_party="product",
        request=Request(method=method, target=target, head=b""), reply=reply, times=Times(anchor=0),
    )  # fmt: skip


@pytest.mark.parametrize(
    "method, target, status, places",
    [
        ("GET", "/api/notes/1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4e02", 200, {"/text", "/tags/*"}),
        ("GET", "/api/notes?limit=1", 200, {"/items/*/text", "/items/*/tags/*"}),
        ("GET", "/api/notes", 599, {"/items/*/text", "/items/*/tags/*"}),
        ("GET", "/api/elsewhere", 200, set()),
    ],
)
def test_places_of_a_reply(method: str, target: str, status: int, places: set[str]) -> None:
    assert set(personal_places(bundle().contract, BASE)(exchange(method, target, json_reply(status)))) == places


def test_silence_has_none() -> None:
    assert personal_places(bundle().contract, BASE)(exchange("GET", "/api/notes", Silence(why="reset"))) == ()


def test_patterns_of_a_schema() -> None:
    assert patterns(new_note()) == ("/text", "/tags/*")
