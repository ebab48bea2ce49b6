"""`redirects/1`: a product does not follow its partner to another host: what it sends is for nobody else."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from harness.evidence import ELSEWHERE, ExchangeId
from harness.reading import Reading
from harness.rules import base

SentAway: TypeAlias = tuple[tuple[ExchangeId, int], ...]
"""Redirects to another host, and when each was given, microseconds since 1970."""


class Params(base.Params, frozen=True, kw_only=True):
    """How long is listened."""

    quiet: float = 0.0
    """Seconds after a redirect for which the run went on, so that what did not come shows."""


class Watch(base.Following):
    """Looks at redirects to another host, and at calls that arrive there."""

    def __init__(self, params: Params, world: base.World) -> None:
        self.operations = None
        self._quiet = round(params.quiet * 1_000_000)
        self._ended = world.ended

    def select(self, x: Reading) -> Hashable | None:
        """One key a partition."""
        return x.id.partition if x.to_partner else None

    def step(self, state: Any, x: Reading) -> tuple[Any, tuple[base.Sign, ...]]:
        """Note a redirect; a call elsewhere breaks."""
        sent_away: SentAway = state or ()
        if x.exchange.to_party == ELSEWHERE:
            cites = tuple(id for id, _ in sent_away)
            return (), (base.broke(x, "followed-elsewhere", cause="followed-elsewhere", cites=cites),)
        return ((*sent_away, (x.id, x.sent_at)) if _leads_away(x) else sent_away), ()

    def conclude(self, key: Hashable, state: Any) -> tuple[base.Sign, ...]:
        """Redirects that were not followed."""
        return tuple(base.listened(id, at, self._quiet, self._ended) for id, at in state)


def _leads_away(x: Reading) -> bool:
    """Tell whether a partner of ours led to another host on purpose: only there would a call be seen to arrive."""
    if not x.exchange.fault or x.status is None or not 300 <= x.status < 400:
        return False
    host = urlsplit(x.reply_headers.get("location", "")).netloc
    return bool(host) and host.lower() != x.request_headers.get("host", "").lower()


KIND = base.RuleKind("redirects/1", Params, Watch)
