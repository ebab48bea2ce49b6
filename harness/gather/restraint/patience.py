"""Waits as a product asks (429, RFC 6585 section 4) before the same request is sent again."""

from __future__ import annotations

import re
from collections.abc import Callable

from harness.evidence import Exchange, Response

LONGEST = 30
"""Seconds that are waited at most; a product that asks for more is busy, and the exchange says so."""
TRIES = 5
_AFTER = re.compile(rb"(?im)^retry-after:[ \t]*([0-9]{1,4})[ \t]*\r?$")


def wait_asked(exchange: Exchange) -> int | None:
    """Return the seconds that a 429 asks to wait; None where they are too many, or the answer is another."""
    reply = exchange.reply
    if not isinstance(reply, Response) or reply.status != 429:
        return None
    asked = _AFTER.search(reply.head + b"\r\n")
    seconds = int(asked[1]) if asked else 1
    return seconds if seconds <= LONGEST else None


def patiently(send: Callable[[Exchange | None], Exchange], sleep: Callable[[int], None]) -> Exchange:
    """Send, and again after each wait that is asked for; `send` takes the attempt before, `sleep` microseconds."""
    exchange = send(None)
    for _ in range(TRIES):
        seconds = wait_asked(exchange)
        if seconds is None:
            break
        sleep(seconds * 1_000_000)
        exchange = send(exchange)
    return exchange
