"""Judges what a stranger is answered who asks for what another party made (OWASP API1:2023)."""

from __future__ import annotations

from collections.abc import Callable

from harness.evidence import ExchangeId
from harness.reading import Reading
from harness.rules import base


def turned_away(x: Reading, made: ExchangeId, refuses: Callable[[int], bool], cause: str = "") -> base.Sign | None:
    """Say whether a stranger was refused what was made by `made`; `refuses` knows the statuses that do."""
    if x.status is None:
        return base.no_answer(x)
    if refuses(x.status):
        return base.passed_if_there(x, made)
    if x.status == 401:
        return None if x.renewed else base.unsure(x, "hidden-by-status", status=x.status)
    # 400, 422 and their like: refused before it was looked at who asks.
    if base.busy(x) or 300 <= x.status < 500:
        return base.hidden(x)
    return base.broke(x, "seen-by-a-stranger", cause=cause, cites=(made,), status=x.status)
