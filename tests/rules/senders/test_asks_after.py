"""`asks-after/1`: who hands something over makes sure to learn what becomes of it."""

from __future__ import annotations

from building import exchange
from calling import CUT, ROOM, called, note, shown

from harness.evidence import PRODUCT, Exchange, Silence

S = 1_000_000

WITH = {"created": "createNote", "pointer": "/callbackUrl", "asked": ["listComments"]}


def test_an_address_or_a_question() -> None:
    asks = called("GET", "/notes/n1/comments", status=200)
    assert shown("asks-after/1", WITH, note(sent={"callbackUrl": "https://example.org/x"})) == "conforms"
    assert shown("asks-after/1", WITH, note(), asks) == "conforms"
    assert shown("asks-after/1", WITH, note()) == "violates: never-asked-after"
    assert shown("asks-after/1", WITH, note(), footer=CUT).startswith("inconclusive")
    assert shown("asks-after/1", WITH, note(status=422)) == "inconclusive: nothing-seen"


def asks(at: int, partition: str) -> Exchange:
    """Return a question after all that was handed over in a partition."""
    return called("GET", "/notes/n1/comments", status=200, at=at * S, partition=partition)


def test_who_asks_from_time_to_time_need_not_have_asked_after_the_last() -> None:
    first, last = (note(at=0, partition="a"), asks(30, "a")), note(2, at=100 * S, partition="b")
    soon, late = (called("GET", "/notes/n1", status=200, at=at * S, partition="c") for at in (150, 170))
    assert shown("asks-after/1", WITH, *first, last, soon) == "conforms"
    assert shown("asks-after/1", WITH, *first, last, late) == "violates: never-asked-after"
    assert shown("asks-after/1", WITH, last, soon) == "violates: never-asked-after"


def test_an_address_at_which_nobody_listens_is_none() -> None:
    def told(status: int = 0) -> Exchange:
        reply = None if status else Silence(why="refused")
        return exchange("POST", "/x", b"{}", status, reply=reply, at=S, from_party=ROOM, to_party=PRODUCT)

    given = note(sent={"callbackUrl": "https://example.org/x"})
    assert shown("asks-after/1", WITH, given, told()) == "inconclusive: nobody-listens"
    assert shown("asks-after/1", WITH, given, told(), told(204)) == "conforms"
    assert shown("asks-after/1", WITH, given, told(), asks(2, "p")) == "conforms"
