"""Turns evidence into that of another world: the same was asked, and something else came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

import msgspec

from harness.arazzo import OWN
from harness.evidence import (
    PRODUCT,
    Document,
    Exchange,
    ExchangeId,
    Observation,
    Partial,
    Reply,
    Response,
    Silence,
)

PROBLEM: Final = "application/problem+json"
Seen = tuple[Observation, ...]


def response(status: int, media_type: str = "", body: bytes = b"", **say: str) -> Response:
    """Return a whole answer."""
    fields = {"Content-Type": media_type} if media_type else {}
    lines = [f"HTTP/1.1 {status} .", *(f"{name.replace('_', '-')}: {value}" for name, value in (fields | say).items())]
    return Response(status=status, head="\r\n".join(lines).encode(), body=body)


def problem(status: int, **say: str) -> Response:
    """Return problem details that say no more than the status."""
    return response(status, PROBLEM, b'{"type": "about:blank", "title": ".", "status": %d}' % status, **say)


FAILS: Final = problem(500)
REFUSES: Final = problem(401, WWW_Authenticate="Bearer")
FORBIDS: Final = problem(403)
LOGIN: Final = response(200, "text/html", b"<html><form action='/login'>Sign in</form></html>")
EMPTY: Final = response(200)
BUSY: Final = problem(429, Retry_After="5")
LATER: Final = response(503, Retry_After="5")
OURS: Final[tuple[Reply, ...]] = (
    Silence(why="interrupted"),
    Silence(why="timeout"),
    Partial(why="our_cap", status=200, head=b"HTTP/1.1 200 .\r\nContent-Type: application/json", body=b'{"a":'),
)
"""What is left of an answer where it was we who broke off, or did not wait."""
BROKEN_OFF: Final = Silence(why="interrupted")
UNREACHABLE: Final = Silence(why="unreachable")
ANSWERS: Final[dict[str, Reply]] = {
    "fails": FAILS,
    "lets-nobody-in": REFUSES,
    "forbids": FORBIDS,
    "shows-a-login-page": LOGIN,
    "is-empty": EMPTY,
    "is-busy": BUSY,
}
"""What everything is answered with, by the world in which it is."""
NOWHERE: Final = problem(404)


def to_product(one: Observation) -> bool:
    """Tell whether an observation is a request to the product."""
    return isinstance(one, Exchange) and one.to_party == PRODUCT


def rightly_asked(one: Observation) -> bool:
    """Tell whether an observation is a request in our own name, or an event, with nothing wrong in who signs it."""
    if not isinstance(one, Exchange) or one.to_party != PRODUCT:
        return False
    facts = {name: value for each in one.redactions for name, value in each.facts.items()}
    if "signed" in facts:
        return facts["signed"] == "rightly"
    return one.identity == OWN and facts.get("credential", "") in ("genuine", "")


def from_product(one: Observation) -> bool:
    """Tell whether an observation is a call of the product's."""
    return isinstance(one, Exchange) and one.from_party == PRODUCT


def answered(one: Observation, reply: Reply) -> Observation:
    """Return a request with another answer; after HEAD none has content (RFC 9110 section 9.3.2)."""
    assert isinstance(one, Exchange)
    if one.request.method == "HEAD" and not isinstance(reply, Silence):
        reply = msgspec.structs.replace(reply, body=b"")
    kept = tuple(each for each in one.redactions if not each.part.startswith("reply."))
    return msgspec.structs.replace(one, reply=reply, redactions=kept)


def always(reply: Reply, of: Callable[[Observation], bool] = to_product) -> Callable[[Iterable[Observation]], Seen]:
    """Return the world in which every request has the same answer."""
    return lambda seen: tuple(answered(one, reply) if of(one) else one for one in seen)


def nobody(seen: Iterable[Observation]) -> Seen:
    """Return the world in which nobody is there: no answer, no call, no handshake, and nobody to ask."""
    gone = always(UNREACHABLE)(one for one in seen if not from_product(one))
    return tuple(one for one in gone if to_product(one) or isinstance(one, Document))


def once_more(seen: Iterable[Observation]) -> Seen:
    """Return the world in which all happened once more, in partitions of their own that come last."""
    seen = tuple(seen)
    again = tuple(renamed(one, "z-") for one in seen if not isinstance(one, Document))
    return (*seen, *again)


def renamed(one: Observation, before: str) -> Observation:
    """Return an observation in another partition."""
    changed: dict[str, ExchangeId | None] = {"id": _renamed(one.id, before)}
    if isinstance(one, Exchange) and one.caused_by is not None:
        changed["caused_by"] = _renamed(one.caused_by, before)
    return msgspec.structs.replace(one, **changed)


def _renamed(id: ExchangeId, before: str) -> ExchangeId:
    return ExchangeId(f"{before}{id.partition}", id.ordinal)


def without(seen: Iterable[Observation], id: ExchangeId) -> Seen:
    """Return the world in which one thing did not happen."""
    return tuple(one for one in seen if one.id != id)


def held_up(seen: Iterable[Observation]) -> Seen:
    """Return the world in which our own machine fell behind by a minute while it waited for each answer."""
    return tuple(
        msgspec.structs.replace(one, times=msgspec.structs.replace(one.times, lag=60_000_000))
        if isinstance(one, Exchange)
        else one
        for one in seen
    )


def runs_out(seen: Iterable[Observation]) -> Seen:
    """Return the world in which our credential ran out when a tenth was asked: from then on all is refused with 401."""
    seen = tuple(seen)
    times = sorted(_sent(one) for one in seen if to_product(one))
    if not times:
        return seen
    then = times[len(times) // 10]
    return tuple(answered(one, REFUSES) if rightly_asked(one) and _sent(one) > then else one for one in seen)


def _sent(one: Observation) -> int:
    return one.times.anchor + one.times.sent if isinstance(one, Exchange) else 0
