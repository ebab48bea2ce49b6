"""Measures from a few exchanges how far away the product is, and by how much its clock differs from ours."""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence
from datetime import UTC
from email.utils import parsedate_to_datetime

from harness.evidence import Exchange, Response, Silence


def round_trip_of(sample: Sequence[Exchange]) -> int:
    """Return how long it takes to the product and back, microseconds; 0 where no connection was opened."""
    connects = [exchange.times.connect for exchange in sample if exchange.times.connect]
    return min(int(statistics.median(connects)), _quickest(sample)) if connects else 0


def _quickest(sample: Sequence[Exchange]) -> int:
    """Return the shortest time to an answer, microseconds: no round trip is longer.

    Opening a connection may take several, and a product can draw its own part of TLS out as long as it likes.
    """
    return min(
        (max(0, one.times.first_byte - one.times.sent) for one in sample if not isinstance(one.reply, Silence)),
        default=0,
    )


def skew_of(sample: Sequence[Exchange]) -> int:
    """Return the product's clock less ours, microseconds; the middle of several, since Date has whole seconds."""
    found = []
    for exchange in sample:
        date = _date(exchange)
        if date is not None:
            middle = exchange.times.anchor + (exchange.times.sent + exchange.times.first_byte) // 2
            found.append(date + 500_000 - middle)
    return int(statistics.median(found)) if found else 0


def _date(exchange: Exchange) -> int | None:
    """Return the Date field (RFC 9110 section 6.6.1) in microseconds since 1970."""
    if not isinstance(exchange.reply, Response):
        return None
    field = re.search(rb"(?im)^date:[ \t]*([^\r\n]+)", exchange.reply.head)
    if field is None:
        return None
    try:
        at = parsedate_to_datetime(field[1].decode("latin-1"))
    except ValueError:
        return None
    return int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()) * 1_000_000
