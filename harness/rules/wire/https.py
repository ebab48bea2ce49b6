"""`https/1`: nothing is served without TLS: plain HTTP is refused, or redirected to https without acting (RFC 9110)."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from harness.evidence import WITHOUT_TLS, Exchange, Observation, Partial, Response, Silence
from harness.loopback import is_loopback
from harness.reading import Reading
from harness.reading.fields import Fields
from harness.rules import base
from harness.verdict import Because

REFUSED: Final = frozenset({"refused", "closed", "reset", "tls"})
"""Silences of somebody who does not talk without TLS; a wait that ended tells nothing of who is there."""
NOT_HTTP: Final = frozenset({"malformed", "closed", "reset"})


class Params(base.Params, frozen=True, kw_only=True):
    """Nothing."""


class Watch(base.Beside):
    """Looks at what was asked without TLS; where the product's own address is without, at all that it serves."""

    def __init__(self, params: Params, world: base.World) -> None:
        super().__init__()
        plain = urlsplit(world.target).scheme == "http"
        self._here = plain and is_loopback(world.target)
        self._plain = plain and not self._here

    def heeds(self, status: int | None, usual: bool) -> bool:
        """Of exchanges with the product only those count that went over plain HTTP."""
        return status is not None and (self._plain or self._here)

    def look(self, x: Reading) -> base.Sign | None:
        """Over plain HTTP whatever is answered is served; on this machine that says nothing of how it is served."""
        if x.from_product or x.status is None:
            return None
        if self._here:
            return base.unsure(x, "on-this-machine")
        return base.broke(x, "served-without-tls", cause="served-without-tls", status=x.status)

    def aside(self, one: Observation) -> tuple[base.Sign, ...]:
        """Judge what was asked without TLS of a product whose address says https."""
        if not isinstance(one, Exchange) or one.to_party != WITHOUT_TLS:
            return ()
        reply = one.reply
        if isinstance(reply, Response):
            return (_answered(one, reply),)
        silent = isinstance(reply, Silence) and reply.why in REFUSED
        if silent or (isinstance(reply, Partial) and not reply.status and reply.why in NOT_HTTP):
            return (base.Passed((one.id,)),)
        because = Because(code="no-answer", params={"why": reply.why})
        return (base.Unsure(because=because, cites=(one.id,)),)


def _answered(one: Exchange, reply: Response) -> base.Sign:
    status = reply.status
    if 300 <= status < 400:
        secure = Fields(reply.head).get("location", "").lower().startswith("https:")
        return base.Passed((one.id,)) if secure else broke(one, "redirected-without-tls", status)
    if status >= 500:
        because = Because(code="hidden-by-status", params={"status": status})
        return base.Unsure(because=because, cites=(one.id,))
    # 401 asks for a credential where everybody on the way can read it.
    served = status < 300 or status == 401
    return broke(one, "served-without-tls", status) if served else base.Passed((one.id,))


def broke(one: Exchange, code: str, status: int) -> base.Broke:
    """Say that an answer without TLS decided against the product."""
    return base.Broke(because=Because(code=code, params={"status": status}), cites=(one.id,), cause=code)


KIND = base.RuleKind("https/1", Params, Watch)
