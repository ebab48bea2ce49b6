"""Turns a call that a partner is about to answer into an exchange of evidence."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final, TypeAlias
from urllib.parse import parse_qsl

import msgspec

from harness import evidence
from harness.evidence import PRODUCT, TOKEN_SERVER, Exchange, ExchangeId, Partial, Request, Response, Silence, Times
from harness.partner.call import Reply
from harness.partner.delivery import WITHOUT_CONTENT, Delivery
from harness.partner.identity.granting import MOST_FIELDS
from harness.partner.identity.terms import ENDPOINTS
from harness.partner.problem import title_of
from harness.redact import Redactor

_FORBIDDEN: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""What no field may hold (RFC 9110 section 5.5), beside the ends of lines."""


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """A call and the answer that it is about to get."""

    request: Request
    """As it came: raw fields in their order, content before it is decoded."""
    reply: evidence.Reply
    """As far as it will be sent."""
    operation: str = ""
    """Its name in the script or that of an authority's endpoint, or empty where nothing takes the call."""
    client: str = ""
    """Who called, by the credential; empty: nobody found out."""
    party: str = ""
    """Who was called, where it is not the partner itself."""
    fault: str = ""
    """The fault that is played."""
    came: float = 0.0
    """Seconds since 1970."""
    answers: float = 0.0
    """When the first byte of the answer is to leave, seconds since 1970."""


Keep: TypeAlias = Callable[[Taken], None]
"""Writes a call down; the answer leaves when it has returned, and what it raises keeps the call from being answered."""
Settle: TypeAlias = Callable[[], None]
"""Writes down what `Keep` has only held so far; the answers to all of that leave when it has returned."""


def settled() -> None:
    """Hold nothing: what is kept is written down already."""


def exchange_of(
    taken: Taken, id: ExchangeId, partner: str, anchor: int, caused_by: ExchangeId | None = None
) -> Exchange:
    """Return the exchange; `anchor` is the wall clock at the zero of its partition, microseconds since 1970."""
    came, answers = round(taken.came * 1_000_000) - anchor, round(taken.answers * 1_000_000) - anchor
    answered = not isinstance(taken.reply, Silence)
    return Exchange(
        id=id,
        from_party=PRODUCT,
        to_party=TOKEN_SERVER if taken.operation in ENDPOINTS else taken.party or partner,
        identity=taken.client or "none",
        fault=taken.fault or None,
        caused_by=caused_by,
        request=taken.request,
        reply=taken.reply,
        times=Times(
            anchor=anchor, queued=came, sent=came, first_byte=answers if answered else 0, last_byte=max(came, answers)
        ),
        intent=f"call of {taken.operation or 'nothing that is known'}",
    )


def facts_of(taken: Taken) -> dict[str, str]:
    """Return what the partner attests of the credential: it issued the token, so it knows."""
    if not _shows_credential(taken.request.head):
        return {}
    return {"credential": "genuine" if taken.client or taken.operation in ENDPOINTS else "refused"}


@lru_cache(maxsize=256)
def _shows_credential(head: bytes) -> bool:
    return b"\r\nauthorization:" in b"\r\n" + head.lower()


def tokens_in(body: bytes) -> tuple[str, ...]:
    """Return the tokens that a form hands in."""
    text = body.decode("utf-8", "replace")
    try:
        pairs = parse_qsl(text, max_num_fields=MOST_FIELDS)
    except ValueError:
        pairs = []
    return tuple(value for name, value in pairs if name == "token")


def kept(redactor: Redactor, exchange: Exchange, taken: Taken) -> Exchange:
    """Return the exchange fit to be kept.

    An opaque token goes too that was handed in to be looked up or taken back; the redactor knows the others by sight.
    """
    if taken.operation in ("introspect", "revoke"):
        for text in tokens_in(taken.request.body):
            redactor = redactor.also("token", text.encode())
    return redactor.redact(exchange, facts_of(taken))


def as_sent(reply: Reply, method: str) -> evidence.Reply:
    """Return a partner's reply as evidence has it, as far as it will be sent."""
    if reply.delivery is not None:
        return as_delivered(reply.delivery, reply.status)
    return whole(reply, method)


def whole(reply: Reply, method: str) -> Response:
    """Return a reply that is left to the server. Raises ValueError where a field would be no field."""
    length = () if reply.status in WITHOUT_CONTENT else (("Content-Length", str(len(reply.body))),)
    lines = [f"HTTP/1.1 {reply.status} {title_of(reply.status)}"]
    lines += [f"{name}: {text}" for name, text in (*reply.headers, *length)]
    head = "\r\n".join(lines).encode("utf-8", "surrogateescape")
    if head.count(b"\r") != head.count(b"\r\n") or head.count(b"\n") >= len(lines) or _FORBIDDEN.search(head):
        raise ValueError("a field of the answer holds what no field may hold")
    # An octet that no client waits for would be the beginning of the next answer.
    empty = method == "HEAD" or reply.status in WITHOUT_CONTENT
    return Response(status=reply.status, head=head, body=b"" if empty else reply.body)


def as_delivered(delivery: Delivery, status: int) -> evidence.Reply:
    """Return octets that go out as evidence has them."""
    head, _, body = delivery.data.partition(b"\r\n\r\n")
    if not head:
        return Silence(why={"hang": "timeout", "reset": "reset", "close": "closed"}[delivery.end])
    if delivery.why:
        return Partial(why=delivery.why, status=status, head=head, body=body)
    return Response(status=status, head=head, body=body if delivery.body is None else delivery.body)
