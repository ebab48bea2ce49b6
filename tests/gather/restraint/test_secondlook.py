"""Shows which request is kept to be asked again, and what counts as an answer."""

from __future__ import annotations

import pytest

from harness.evidence import Exchange, ExchangeId, Reply, Request, Response, Silence, Times
from harness.gather.message import Message
from harness.gather.restraint.secondlook import SecondLook, answered

READ = Message(method="GET", target="/notes", headers=())


def exchange(reply: Reply, identity: str = "own-agency", sender: str = "hallmark") -> Exchange:
    return Exchange(
        id=ExchangeId("p", 0),
        from_party=sender,
        to_party="product",
        request=Request(method="GET", target="/notes", head=b""),
        reply=reply,
        times=Times(anchor=0),
        identity=identity,
    )


GOOD = exchange(Response(status=200, head=b""))


def test_the_last_one_that_was_answered_is_kept() -> None:
    look = SecondLook()
    look.heed(READ, GOOD)
    other = Message(method="GET", target="/agencies", headers=())
    look.heed(other, GOOD)
    assert look.message == other
    look.heed(READ, exchange(Response(status=403, head=b"")))
    assert look.message == other


@pytest.mark.parametrize(
    "message",
    [
        Message(method="POST", target="/notes", headers=()),
        Message(method="GET", target="/notes", headers=(), body=b"{}"),
        Message(method="GET", target="/notes", headers=(("authorization", "Bearer theirs"),)),
    ],
)
def test_what_changes_something_or_signs_for_itself_is_not_kept(message: Message) -> None:
    look = SecondLook()
    look.heed(message, GOOD)
    assert look.message is None


def test_what_counts_as_an_answer() -> None:
    assert answered(GOOD)
    assert answered(exchange(Response(status=404, head=b"")))
    assert not answered(exchange(Response(status=403, head=b"")))
    assert not answered(exchange(Response(status=504, head=b"")))
    assert not answered(exchange(Response(status=200, head=b"", body=b"<!doctype html>")))
    assert not answered(exchange(Silence(why="timeout")))
    assert not answered(exchange(Response(status=200, head=b""), identity="other-agency"))
    assert not answered(exchange(Response(status=200, head=b""), sender="product"))


def test_what_lies_higher_up_is_kept_beside_the_last() -> None:
    look = SecondLook()
    deep = Message(method="GET", target="/notes/n1?fields=text", headers=())
    look.heed(READ, GOOD)
    look.heed(deep, GOOD)
    assert look.messages == (deep, READ)
    look.heed(READ, GOOD)
    assert look.messages == (READ,)
    assert SecondLook().messages == ()
