"""`token-response/1`: an answer with a token is not to be stored: Cache-Control no-store (RFC 6749 section 5.1)."""

from __future__ import annotations

from urllib.parse import urlsplit

from harness.evidence import PRODUCT, TOKEN_SERVER, Exchange, Observation, Response
from harness.jsonbytes import NotJson
from harness.reading.content import value_of
from harness.reading.fields import Fields
from harness.rules import base
from harness.verdict import Because


class Params(base.Params, frozen=True, kw_only=True):
    """Nothing."""


class Watch(base.Beside):
    """Looks at calls for tokens, as far as the product's own host answers them."""

    def __init__(self, params: Params, world: base.World) -> None:
        super().__init__()
        self._host = (urlsplit(world.target).hostname or "").lower()

    def aside(self, one: Observation) -> tuple[base.Sign, ...]:
        """Judge one answer; tokens that come from elsewhere say nothing of the product."""
        if not isinstance(one, Exchange) or one.to_party != TOKEN_SERVER or not isinstance(one.reply, Response):
            return ()
        if one.from_party == PRODUCT:
            return ()  # it asked an authority of ours
        if one.reply.status != 200 or not _holds_token(one, one.reply):
            return ()
        host = urlsplit(f"//{Fields(one.request.head).get('host', '')}").hostname or ""
        if host and host.lower() != self._host:
            because = Because(code="token-from-elsewhere", params={"host": host})
            return (base.Unsure(because=because, cites=(one.id,), blocks=False),)
        directives = Fields(one.reply.head).get("cache-control", "").lower().split(",")
        if "no-store" in (directive.strip() for directive in directives):
            return (base.Passed((one.id,)),)
        because = Because(code="token-may-be-stored")
        return (base.Broke(because=because, cites=(one.id,), cause="token-may-be-stored"),)


def _holds_token(one: Exchange, reply: Response) -> bool:
    value = value_of(reply.body, one.redactions, "reply.body")
    return not isinstance(value, NotJson) and isinstance(value, dict) and "access_token" in value


KIND = base.RuleKind("token-response/1", Params, Watch)
