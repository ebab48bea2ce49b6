"""Answers late or slowly: latency, narrow bandwidth, a head that trickles, content in single octets."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import structs

from harness.partner.call import Reply
from harness.partner.delivery import WITHOUT_CONTENT, Delivery, Piece, head_of, in_pieces
from harness.partner.faults.base import Fault, Turn
from harness.partner.otherwise import delivered, head, without
from harness.partner.problem import title_of

Seconds = Annotated[float, msgspec.Meta(ge=0, le=3600)]
LONGEST = 10.0
"""How many times the usual the longest tail is."""


class Latency(Fault, frozen=True, kw_only=True, tag="latency"):
    """Answers whole, and late."""

    seconds: Seconds = 1.0
    spread: Seconds = 0.0
    """Standard deviation, of `normal`."""
    shape: Literal["fixed", "normal", "long-tail"] = "fixed"
    """`long-tail`: most answers take `seconds`, few take many times as long (Pareto, alpha 1.5)."""

    def spoilt(self, reply: Reply, turn: Turn) -> Reply:
        if self.shape == "normal":
            wait = max(0.0, turn.chance.gauss(self.seconds, self.spread))
        elif self.shape == "long-tail":
            wait = self.seconds * min(turn.chance.paretovariate(1.5), LONGEST)
        else:
            wait = self.seconds
        return structs.replace(reply, pause=reply.pause + wait)


class Bandwidth(Fault, frozen=True, kw_only=True, tag="bandwidth"):
    """Answers whole over a narrow line."""

    octets_per_second: Annotated[int, msgspec.Meta(ge=1)] = 1024

    def spoilt(self, reply: Reply, turn: Turn) -> Reply:
        size = max(1, self.octets_per_second // 10)
        return delivered(reply, Delivery(pieces=in_pieces(head(reply) + reply.body, size, 0.1)))


class SlowHeaders(Fault, frozen=True, kw_only=True, tag="slow-headers"):
    """Sends the head line by line, with a wait before each."""

    gap: Seconds = 0.2

    def spoilt(self, reply: Reply, turn: Turn) -> Reply:
        lines = head(reply).split(b"\r\n")[:-2]
        pieces = [Piece(line + b"\r\n", self.gap if index else 0.0) for index, line in enumerate(lines)]
        return delivered(reply, Delivery(pieces=(*pieces, Piece(b"\r\n" + reply.body, self.gap))))


class Dribble(Fault, frozen=True, kw_only=True, tag="dribble"):
    """Sends the content in small chunks with waits between (RFC 9112 section 7.1)."""

    size: Annotated[int, msgspec.Meta(ge=1)] = 16
    gap: Seconds = 0.05

    def spoilt(self, reply: Reply, turn: Turn) -> Reply:
        if reply.status in WITHOUT_CONTENT:
            return reply
        fields = (*without(reply.headers, "Content-Length"), ("Transfer-Encoding", "chunked"))
        start = Piece(head_of(reply.status, title_of(reply.status), fields))
        chunks = [reply.body[at : at + self.size] for at in range(0, len(reply.body), self.size)]
        sent = (Piece(b"%x\r\n%b\r\n" % (len(chunk), chunk), self.gap) for chunk in chunks)
        return delivered(reply, Delivery(pieces=(start, *sent, Piece(b"0\r\n\r\n", self.gap)), body=reply.body))
