"""What goes wrong is asked again where asking changes nothing, the smallest of each kind."""

from __future__ import annotations

import pytest
from tinyapi.bench import bench, json_reply

from harness.evidence import Exchange, Response
from harness.gather.message import Message
from harness.gather.probing.again import LARGEST, MOST_WRONGS, TIMES, ask_again, noting


def wrong(exchange: Exchange) -> str:
    """Name the status where it is odd."""
    reply = exchange.reply
    return str(reply.status) if isinstance(reply, Response) and reply.status % 2 else ""


def asked(*messages: Message, identity: str = "own-agency") -> list[str]:
    """Send these, ask again, and return the targets of what was asked again."""
    made, paper, _ = bench(lambda message, identity: json_reply(int(message.target[-3:])))
    noted, notes = noting(made, wrong)
    for message in messages:
        noted.send(message, "first", identity=identity)
    ask_again(made, notes)
    return [x.request.target.removeprefix("/api") for x in paper.exchanges if x.intent.startswith("again")]


def message(target: str, method: str = "GET", body: bytes = b"") -> Message:
    return Message(method=method, target=target, headers=(), body=body)


def test_the_smallest_of_each_thing_wrong_is_asked_again() -> None:
    assert asked(message("/long/203"), message("/203"), message("/200"), message("/205")) == (
        ["/203"] * TIMES + ["/205"] * TIMES
    )


@pytest.mark.parametrize("status, times", [(201, 0), (501, TIMES), (409, TIMES)])
def test_what_was_taken_is_not_done_again(status: int, times: int) -> None:
    assert len(asked(message(f"/{status}", "POST", b"{}"))) == times


def test_strangers_and_what_is_heavy_are_let_be() -> None:
    assert asked(message("/203"), identity="other-agency") == []
    assert asked(message("/501", "POST", b"x" * (LARGEST + 1))) == []


def test_there_is_an_end_to_it() -> None:
    many = [message(f"/{status}") for status in range(401, 401 + 2 * MOST_WRONGS + 4, 2)]
    assert len(asked(*many)) == MOST_WRONGS * TIMES
