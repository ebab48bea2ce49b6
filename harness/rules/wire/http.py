"""`http/1`: replies are those of HTTP/1.1, and have no content where none may be.

Source: RFC 9112 section 4 (the status line), RFC 9110 section 6.4 (content).
"""

from __future__ import annotations

from harness.evidence import Silence
from harness.reading import Reading
from harness.rules import base

NEWER = b"HTTP/1.1 "


class Params(base.Params, frozen=True, kw_only=True):
    """Nothing is to be said."""


class Watch(base.Single):
    """Looks at every whole reply to what the profile describes."""

    def __init__(self, params: Params, world: base.World) -> None:
        super().__init__()

    def look(self, x: Reading) -> base.Sign | None:
        """Give a version that is older, or content that may not be there."""
        reply = x.exchange.reply
        if x.operation is None or x.from_product or isinstance(reply, Silence) or not 0 < (x.status or 0) < 500:
            return None
        version = reply.head.partition(b" ")[0].decode("latin-1")
        if x.unexpected_body:
            return base.broke(x, "content-where-none-may-be", cause="content-where-none-may-be", status=x.status)
        if not reply.head.startswith(NEWER):
            return base.broke(x, "old-http", cause="old-http", version=version)
        return base.passed(x)


KIND = base.RuleKind("http/1", Params, Watch)
