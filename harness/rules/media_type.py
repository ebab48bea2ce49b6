"""`media-type/1`: a reply's content comes in a media type that the contract documents, and JSON in UTF-8 (RFC 8259)."""

from __future__ import annotations

from harness.reading import Reading
from harness.rules import base
from harness.rules.statuses import Statuses, compile_statuses


class Params(base.Params):
    """Which replies are looked at; none given: all."""

    operations: tuple[str, ...] = ()
    statuses: Statuses = ("2xx", "3xx", "4xx", "5xx")


class Watch(base.Single):
    """Looks at replies with content."""

    def __init__(self, params: Params) -> None:
        super().__init__(params.operations)
        self._in_question = compile_statuses(params.statuses)

    def look(self, x: Reading) -> base.Sign | None:
        """Compare the Content-Type with those documented for the status."""
        if x.operation is None or x.status is None or x.from_product or not self._in_question(x.status):
            return None
        reply = x.operation.reply_for(x.status)
        if reply is None or not reply.media or x.exchange.request.method == "HEAD":
            return None
        if not x.has_body:
            return base.broke(x, "no-content", status=x.status)
        if not x.media_type_documented:
            return base.broke(x, "media-type", got=x.media_type, status=x.status, cause=f"media-type/{x.media_type}")
        if x.charset not in ("", "utf-8"):
            return base.broke(x, "charset", got=x.charset, cause=f"charset/{x.charset}")
        return base.passed(x)


class MediaType:
    """The kind."""

    name = "media-type/1"
    Params = Params

    def watch(self, params: Params, world: base.World) -> Watch:
        """Put the rule to work."""
        return Watch(params)
