"""Breaks an answer off, or never gives one: resets, lost acknowledgements, content that is shorter than was said."""

from __future__ import annotations

from harness.partner.call import Reply
from harness.partner.delivery import Delivery, Piece
from harness.partner.faults.base import Fault, Turn
from harness.partner.otherwise import delivered, head


class ResetBefore(Fault, frozen=True, kw_only=True, tag="reset-before"):
    """Resets the connection in place of an answer; the call was not acted upon."""

    def instead(self, turn: Turn) -> Reply | None:
        return Reply(status=503, delivery=Delivery(end="reset"))


class ResetDuring(Fault, frozen=True, kw_only=True, tag="reset-during"):
    """Resets the connection in the middle of the answer; the call was acted upon."""

    def spoilt(self, reply: Reply, turn: Turn) -> Reply:
        whole = head(reply) + reply.body
        cut = turn.chance.randrange(len(head(reply)), max(len(whole), len(head(reply)) + 1))
        return delivered(reply, Delivery(pieces=(Piece(whole[:cut]),), end="reset", why="reset"))


class ResetAfter(Fault, frozen=True, kw_only=True, tag="reset-after"):
    """Resets the connection when the whole answer has left."""

    def spoilt(self, reply: Reply, turn: Turn) -> Reply:
        # What is not yet acknowledged is lost with the reset: a moment makes it an answer.
        return delivered(reply, Delivery(pieces=(Piece(head(reply) + reply.body), Piece(b"", 0.05)), end="reset"))


class LostAcknowledgement(Fault, frozen=True, kw_only=True, tag="lost-acknowledgement"):
    """Acts upon the call and closes the connection without a word: who sent it cannot know."""

    def spoilt(self, reply: Reply, turn: Turn) -> Reply:
        return delivered(reply, Delivery(end="close"))


class NoAnswer(Fault, frozen=True, kw_only=True, tag="no-answer"):
    """Never answers; the call was not acted upon."""

    def instead(self, turn: Turn) -> Reply | None:
        return Reply(status=504, delivery=Delivery(end="hang"))


class TruncatedBody(Fault, frozen=True, kw_only=True, tag="truncated-body"):
    """Closes the connection with half of the content sent."""

    def spoilt(self, reply: Reply, turn: Turn) -> Reply:
        data = head(reply) + reply.body[: len(reply.body) // 2]
        return delivered(reply, Delivery(pieces=(Piece(data),), why="length"))


class WrongContentLength(Fault, frozen=True, kw_only=True, tag="wrong-content-length"):
    """Says a Content-Length that is not that of the content (RFC 9112 section 6.3)."""

    by: int = 7
    """How many octets too many; below 0: too few."""

    def spoilt(self, reply: Reply, turn: Turn) -> Reply:
        said = max(0, len(reply.body) + self.by)
        why = "length" if said > len(reply.body) else "malformed"
        return delivered(reply, Delivery(pieces=(Piece(head(reply, said) + reply.body),), why=why))
