"""Lists the octets of an observation that may hold something, each under the name of its part and with whose it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import msgspec

from harness.archive.format import encode
from harness.evidence import PRODUCT, TOKEN_SERVER, WITHOUT_TLS, Exchange, Observation, Request, Silence
from harness.redact.folding import Unfolded, is_folded
from harness.redact.inflate import KNOWN, inflated, packing_of

NOTES: Final = "notes"
"""Everything of an observation besides what went over the wire."""
_THEIRS: Final = frozenset({PRODUCT, WITHOUT_TLS, TOKEN_SERVER})
_NOTHING: Final = Request(method="", target="", head=b"")


class Part(NamedTuple):
    """Octets of one observation."""

    name: str
    data: bytes
    ours: bool
    """Whether Hallmark wrote them, so that what they say of persons was made up, or declared."""
    whole: bool = False
    """Whether positions in `data` are none in what was sent: it was compressed, or folded."""


def parts_of(observation: Observation) -> Iterator[Part]:
    """Yield the parts that are not empty."""
    if not isinstance(observation, Exchange):
        if body := getattr(observation, "body", b""):
            yield Part("body", body, False)
        yield Part(NOTES, encode(observation), False)
        return
    yield Part(NOTES, _notes(observation), False)
    request, reply = observation.request, observation.reply
    asked, answered = observation.from_party not in _THEIRS, observation.to_party not in _THEIRS
    yield Part("request.target", request.target.encode("utf-8"), asked)
    yield from _message("request", request.head, request.body, asked)
    if not isinstance(reply, Silence):
        yield from _message("reply", reply.head, reply.body, answered)


def _message(side: str, head: bytes, body: bytes, ours: bool) -> Iterator[Part]:
    yield Part(f"{side}.head", head, ours)
    if is_folded(head):
        yield Part(f"{side}.head", Unfolded(head).data, ours, whole=True)
    if not body:
        return
    yield Part(f"{side}.body", body, ours)
    if packing_of(head, body) in KNOWN:
        yield Part(f"{side}.body", inflated(body), ours, whole=True)


def _notes(exchange: Exchange) -> bytes:
    quiet = Silence(why=getattr(exchange.reply, "why", ""))
    return encode(msgspec.structs.replace(exchange, request=_NOTHING, reply=quiet)) + exchange.request.method.encode()
