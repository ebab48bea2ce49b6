"""Makes calls of a product to a partner, with the tiny notes API, and judges them by one rule."""

from __future__ import annotations

from typing import Any

from building import exchange, gist, judge_all, numbered, requirement

from harness.evidence import PRODUCT, Exchange, Footer, Reply, Silence
from harness.verdict import Finding

ROOM = "notes-room"
CUT = Footer(ended=0, stopped="interrupted", counts={})


def uuid(number: int) -> str:
    """Return an identifier."""
    return f"{number:08d}-5a0c-4e1d-8b7a-3c9d2e4f0001"


def called(
    method: str,
    target: str,
    sent: Any = b"",
    status: int = 201,
    got: Any = b"",
    *,
    reply: Reply | None = None,
    **rest: Any,
) -> Exchange:
    """Return a call of the product."""
    rest.setdefault("to_party", ROOM)
    return exchange(method, target, sent, status, got, from_party=PRODUCT, reply=reply, **rest)


def note(
    number: int = 1, status: int = 201, text: str = "One.", *, reply: Reply | None = None, **rest: Any
) -> Exchange:
    """Return the sending of a note under a messageId."""
    got = {"noteId": "n1", "text": text, "version": 1, **rest.pop("got", {})} if status < 300 else {"status": status}
    sent = {"messageId": uuid(number), "agency": "GB-POL-X01", "text": text, **rest.pop("sent", {})}
    return called("POST", "/notes", sent, status, got, reply=reply, **rest)


def lost(number: int = 1, **rest: Any) -> Exchange:
    """Return the sending of a note that was never answered."""
    return note(number, reply=Silence(why="closed"), **rest)


def found(rule: str, with_: dict[str, Any] | None, *calls: Exchange, **rest: Any) -> Finding:
    """Judge calls by one rule."""
    return judge_all([requirement(rule, with_)], numbered(calls), **rest).findings[0]


def shown(rule: str, with_: dict[str, Any] | None, *calls: Exchange, **rest: Any) -> str:
    """Return outcome and reason in short."""
    return gist(found(rule, with_, *calls, **rest))
