"""`asks-after/1`: who hands something over makes sure to learn what becomes of it."""

from __future__ import annotations

from calling import CUT, called, note, shown

WITH = {"created": "createNote", "pointer": "/callbackUrl", "asked": ["listComments"]}


def test_an_address_or_a_question() -> None:
    asks = called("GET", "/notes/n1/comments", status=200)
    assert shown("asks-after/1", WITH, note(sent={"callbackUrl": "https://example.org/x"})) == "conforms"
    assert shown("asks-after/1", WITH, note(), asks) == "conforms"
    assert shown("asks-after/1", WITH, note()) == "violates: never-asked-after"
    assert shown("asks-after/1", WITH, note(), footer=CUT).startswith("inconclusive")
    assert shown("asks-after/1", WITH, note(status=422)) == "inconclusive: nothing-seen"
