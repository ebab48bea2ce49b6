"""An answer is dated and told as it goes out, the same octets within a second; what the script fails at is ours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import pytest

from harness.evidence import Response
from harness.expression import Headers
from harness.partner.call import PLAINLY, Reply, World
from harness.partner.heads import Head
from harness.partner.play import Play
from harness.partner.port import Asked
from harness.partner.speaking import LONGEST_SAME, Speaker, dated
from harness.partner.store import Store


@dataclass
class Still:
    """A world in which nothing happens."""

    store: Store
    at: float = 0.0

    def now(self) -> float:
        return self.at


def speaker(play: Any = None) -> tuple[Speaker, Still, list[str]]:
    world, crashes = Still(Store(1)), list[str]()
    return Speaker(cast(Play, play), cast(World, world), lambda: world.at, crashes), world, crashes


@pytest.mark.parametrize("body", [b"{}", b"x" * (LONGEST_SAME + 1)])
def test_an_answer_is_dated_as_it_leaves(body: bytes) -> None:
    speaks, world, _ = speaker()
    reply = Reply(status=200, body=body)
    head = b"HTTP/1.1 200 OK\r\nDate: Thu, 01 Jan 1970 00:00:0%d GMT\r\nContent-Length: %d"
    for second in (0, 1, 0):
        world.at = second + 0.5
        assert speaks.sent(reply, "GET") == Response(status=200, head=head % (second, len(body)), body=body)
        assert speaks.sent(reply, "HEAD") == Response(status=200, head=head % (second, len(body)))


def test_a_date_that_the_script_gives_stays() -> None:
    reply = Reply(status=200, headers=(("date", "today"),))
    assert dated(reply, 5) is reply


def test_what_the_script_fails_at_is_a_fault_of_ours() -> None:
    class Broken:
        def spoken(self, world: World, reply: Reply, *rest: Any) -> Reply:
            return reply

    speaks, _, crashes = speaker(Broken())
    head = Head(method="GET", target="/", old=False, raw=b"", fields=(), headers=Headers(()), length=0, stays=True)
    said, sent = speaks.said(Asked(head, b"", PLAINLY, 0.0, ""), None)
    assert isinstance(sent, Response)
    assert (said.reply.status, sent.status) == (500, 500)
    assert crashes == ["AttributeError in the partner's script"]
