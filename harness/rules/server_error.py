"""`no-server-error/1`: nothing that was sent makes the product fail (5xx, RFC 9110 section 15.6)."""

from __future__ import annotations

from harness.reading import Reading
from harness.rules import base


class Params(base.Params):
    """Which operations are looked at; none given: all."""

    operations: tuple[str, ...] = ()


class Watch(base.Single):
    """Looks at everything that was sent to the product."""

    def look(self, x: Reading) -> base.Sign | None:
        """A crash or hang without an answer is unsure, never passed; 503 with Retry-After says busy, not broken."""
        if x.from_product:
            return None
        if x.status is None:
            return None if x.our_limit else base.no_answer(x)
        if x.status < 500 or x.status == 501:
            return base.passed(x)
        if x.status == 503 and x.reply_headers.get("retry-after"):
            return base.unsure(x, "busy", status=x.status)
        return base.broke(x, "server-error", status=x.status)


class NoServerError:
    """The kind."""

    name = "no-server-error/1"
    Params = Params

    def watch(self, params: Params, world: base.World) -> Watch:
        """Put the rule to work."""
        return Watch(params.operations)
