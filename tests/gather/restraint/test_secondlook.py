"""Shows which request is kept to be asked again, and what counts as an answer."""

from __future__ import annotations

import pytest

from harness.evidence import Exchange, ExchangeId, Partial, Reply, Request, Response, Silence, Times
from harness.gather.message import Message
from harness.gather.restraint.limits import StopRun
from harness.gather.restraint.secondlook import LAST_LOOKS, SecondLook, answered, silent

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


def test_it_is_asked_until_something_comes_at_the_end() -> None:
    look = SecondLook()
    look.heed(READ, GOOD)
    asked: list[Message] = []

    def silence(message: Message) -> Exchange:
        asked.append(message)
        return exchange(Silence(why="timeout"))

    with pytest.raises(StopRun, match=r"breaker: silence \(2 requests"):
        look.last(silence)
    assert asked == [READ] * LAST_LOOKS
    look.last(lambda message: exchange(Response(status=500, head=b"")))
    assert look.answers(lambda message: GOOD)
    assert not look.answers(lambda message: exchange(Response(status=403, head=b"")))
    SecondLook().last(silence)
    assert len(asked) == LAST_LOOKS


def test_what_is_silent() -> None:
    assert silent(exchange(Silence(why="timeout")))
    assert silent(exchange(Partial(status=200, head=b"", body=b"", why="reset")))
    assert not silent(exchange(Partial(status=200, head=b"", body=b"", why="our_cap")))
    assert not silent(GOOD)
