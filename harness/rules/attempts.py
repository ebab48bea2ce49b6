"""Says what rules share that follow a message, or an event, from attempt to attempt through a partition."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from harness.evidence import ExchangeId
from harness.reading import Reading
from harness.reading.retrying import allowed_at
from harness.rules import base
from harness.verdict import Because

MOST: Final = 10_000
"""Attempts of one partition that are followed."""
A_SECOND: Final = 1_000_000


def may_come_again(x: Reading) -> int:
    """Return when Retry-After allows to come again, microseconds since 1970; 0 where it says nothing."""
    return 0 if x.status is None else allowed_at(x.reply_headers.get("retry-after", ""), x.sent_at)


def against(shown: ExchangeId, code: str, operation: str, with_: Iterable[ExchangeId], **params: Any) -> base.Broke:
    """Say that an attempt decides against the product, together with others; each operation is a cause of its own."""
    cites = (shown, *(id for id in with_ if id != shown))
    because = Because(code=code, params=params)
    return base.Broke(because=because, cites=cites, operation=operation, cause=f"{code}/{operation}")
