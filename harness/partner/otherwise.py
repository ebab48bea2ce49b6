"""Makes another answer of a finished one: with other fields, another head, or another way out."""

from __future__ import annotations

from msgspec import structs

from harness.partner.call import Fields, Reply
from harness.partner.delivery import WITHOUT_CONTENT, Delivery, head_of
from harness.partner.problem import title_of


def without(fields: Fields, *names: str) -> Fields:
    """Return header fields without those of some names."""
    low = {name.lower() for name in names}
    return tuple((name, text) for name, text in fields if name.lower() not in low)


def with_field(reply: Reply, name: str, text: str) -> Reply:
    """Return a reply with one field in place of all of that name."""
    return structs.replace(reply, headers=(*without(reply.headers, name), (name, text)))


def head(reply: Reply, length: int | None = None) -> bytes:
    """Return the head of a reply as octets; `length` is what Content-Length says, where that is not true."""
    fields = without(reply.headers, "Content-Length")
    if length is not None or reply.status not in WITHOUT_CONTENT:
        fields += (("Content-Length", str(len(reply.body) if length is None else length)),)
    return head_of(reply.status, title_of(reply.status), fields)


def delivered(reply: Reply, delivery: Delivery) -> Reply:
    """Return a reply that goes out in this way."""
    return structs.replace(reply, delivery=delivery)
