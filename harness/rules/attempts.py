"""Says what rules share that follow a message, or an event, from attempt to attempt through a partition."""

from __future__ import annotations

from collections.abc import Iterable
from email.utils import parsedate_to_datetime
from typing import Any, Final

from harness.evidence import ExchangeId
from harness.reading import Reading
from harness.rules import base
from harness.verdict import Because

MOST: Final = 10_000
"""Attempts of one partition that are followed."""
A_SECOND: Final = 1_000_000


def may_come_again(x: Reading) -> int:
    """Return when Retry-After allows to come again, microseconds since 1970; 0 where it says nothing."""
    said = x.reply_headers.get("retry-after", "").strip()
    if not said or x.status is None:
        return 0
    if said.isdecimal():
        return x.sent_at + int(said[:9]) * A_SECOND
    try:
        return int(parsedate_to_datetime(said).timestamp() * A_SECOND)
    except (ValueError, TypeError):
        return 0


def against(shown: ExchangeId, code: str, operation: str, with_: Iterable[ExchangeId], **params: Any) -> base.Broke:
    """Say that an attempt decides against the product, together with others; each operation is a cause of its own."""
    cites = (shown, *(id for id in with_ if id != shown))
    because = Because(code=code, params=params)
    return base.Broke(because=because, cites=cites, operation=operation, cause=f"{code}/{operation}")
