"""Picks from the evidence what is the product's, and reads it: the stream that the judge looks through once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec import UNSET

from harness.contract import Contract
from harness.evidence import PRODUCT, Exchange, Observation, Subject
from harness.reading.reading import Reading
from harness.reading.request import SOUND

APART = ("token:", "preflight", "cleanup", "inbound")
"""Partitions that show nothing of the product's surface: tokens come from elsewhere, preflight tells configuration from
faults, cleanup tidies up, and who called an address that was not given out is unknown."""
GATEWAY = frozenset({502, 503, 504})
"""Said by a server on the way (RFC 9110 sections 15.6.3 to 15.6.5)."""
MOST_HELD = 100
LIFETIME = 5_000_000
"""Microseconds that a token lasts at least: a product that refuses new ones sooner does not let them run out."""


def unseen(one: Observation) -> None:
    """Look at nothing."""


def readings(
    observations: Iterable[Observation],
    contract: Contract,
    subject: Subject,
    beside: Callable[[Observation], None] = unseen,
) -> Iterator[Reading]:
    """Yield what the product was asked and answered, and what it called, in order; `beside` is shown the rest.

    A genuine credential's 401 or 429 is held until the next request: where that is the same again, with a new token or
    after the wait that was asked for, the first answer decides nothing, and its reading is marked `renewed`.
    """
    held: list[Reading] = []
    excused: int | None = None
    for one in observations:
        if not isinstance(one, Exchange) or not is_the_products(one):
            beside(one)
            continue
        x = Reading(one, contract, subject.target)
        if held:
            if one.from_party == PRODUCT and one.id.partition == held[0].id.partition and len(held) < MOST_HELD:
                held.append(x)
                continue
            if is_again(held[0].exchange, one):
                soon = excused is not None and abs(held[0].sent_at - excused) < LIFETIME
                held[0].renewed = held[0].status == 429 or not soon
                excused = held[0].sent_at if held[0].renewed and held[0].status == 401 else excused
            yield from held
            held = []
        if x.status in (401, 429) and x.credential in SOUND and one.from_party != PRODUCT:
            held = [x]
        else:
            yield x
    yield from held


def is_the_products(exchange: Exchange) -> bool:
    """Tell whether the product took part in a whole call, outside of the partitions that stand apart."""
    if exchange.id.partition.startswith(APART) or exchange.request.broken_off is not UNSET:
        return False
    return exchange.to_party == PRODUCT or exchange.from_party == PRODUCT


def is_again(first: Exchange, second: Exchange) -> bool:
    """Tell whether `second` is `first` sent once more at once, as is done with a new token."""
    one, two = first.request, second.request
    return (
        second.caused_by == first.id
        and second.attempt == first.attempt + 1
        and second.identity == first.identity
        and (one.method, one.target, one.body) == (two.method, two.target, two.body)
    )


def foreign(x: Reading) -> bool:
    """Tell whether an answer looks as if something in between had given it: a gateway, a block page, a bare 403."""
    return x.status in GATEWAY or x.media_type in ("text/html", "application/xhtml+xml") or x.status == 403
