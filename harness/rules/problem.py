"""`problem/1`: errors are told as problem details (RFC 9457), and their `status` member is the HTTP status (section 3.1.2)."""

from __future__ import annotations

from harness.reading import NotJson, Reading
from harness.rules import base

MEDIA_TYPE = "application/problem+json"


class Params(base.Params):
    """Which operations are looked at, and what of the error is."""

    operations: tuple[str, ...] = ()
    check: str = "media-type"
    """`media-type`, or `status-member`."""


class Watch(base.Single):
    """Looks at replies with a status of 400 or above; methods without an operation count too."""

    def __init__(self, params: Params) -> None:
        super().__init__(params.operations)
        self._member = params.check == "status-member"

    def look(self, x: Reading) -> base.Sign | None:
        """Give what is wrong with the error reply."""
        if x.from_product or x.status is None or x.status < 400 or x.exchange.request.method == "HEAD":
            return None
        if self._member:
            return self._look_at_member(x)
        if x.media_type != MEDIA_TYPE:
            return base.broke(x, "not-a-problem", cause=f"problem/{x.media_type}", got=x.media_type, status=x.status)
        return base.passed(x)

    def _look_at_member(self, x: Reading) -> base.Sign | None:
        if x.media_type != MEDIA_TYPE or isinstance(x.reply_json, NotJson) or not isinstance(x.reply_json, dict):
            return None
        member = x.reply_json.get("status", x.status)
        if member == x.status and not isinstance(member, bool):
            return base.passed(x)
        return base.broke(x, "problem-status", got=member, status=x.status)


class Problem:
    """The kind."""

    name = "problem/1"
    Params = Params

    def watch(self, params: Params, world: base.World) -> Watch:
        """Put the rule to work."""
        return Watch(params)
