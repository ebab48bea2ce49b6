"""`problem/1`: refusals are told as problem details (RFC 9457) whose `status` is the HTTP status (section 3.1.2)."""

from __future__ import annotations

from harness.contract.media import is_json
from harness.errors import ProfileError
from harness.reading import NotJson, Reading
from harness.rules import base
from harness.rules.statuses import SERVERS_OWN, Statuses, compile_statuses

MEDIA_TYPE = "application/problem+json"


class Params(base.Params, frozen=True, kw_only=True):
    """Which operations are looked at, and what of the error is."""

    operations: tuple[str, ...] = ()
    check: str = "media-type"
    """`media-type`, `json` (any JSON will do) or `status-member`."""
    statuses: Statuses = ("4xx",)
    """A server error is a matter of its own (no-server-error/1) and often told by something on the way."""


class Watch(base.Single):
    """Looks at refusals with content; methods without an operation count too."""

    def __init__(self, params: Params, world: base.World) -> None:
        super().__init__(params.operations)
        if params.check not in ("media-type", "json", "status-member"):
            raise ProfileError(f"problem/1: no check {params.check!r}", hint="Use media-type, json or status-member.")
        self._any_json = params.check == "json"
        self._member = params.check == "status-member"
        self._in_question = compile_statuses(params.statuses)

    def heeds(self, status: int | None, usual: bool) -> bool:
        """Only errors with a status in question."""
        return status is not None and status >= 400 and self._in_question(status)

    def look(self, x: Reading) -> base.Sign | None:
        """Give what is wrong with the refusal; that it has no content is for media-type/1 to say."""
        if x.status is None or x.status < 400 or x.from_product or not self._in_question(x.status):
            return None
        if x.exchange.request.method == "HEAD" or not x.has_body:
            return None
        if self._member:
            return self._look_at_member(x)
        if x.header_redacted("content-type"):
            return base.unsure(x, "redacted")
        if not (is_json(x.media_type) if self._any_json else x.media_type == MEDIA_TYPE):
            if self._any_json and (x.status in SERVERS_OWN or chosen(x)):
                return base.hidden(x)
            code = "error-not-json" if self._any_json else "not-a-problem"
            return base.broke(x, code, cause=f"problem/{x.media_type}", got=x.media_type, status=x.status)
        return base.passed(x)

    def _look_at_member(self, x: Reading) -> base.Sign | None:
        if x.media_type != MEDIA_TYPE or isinstance(x.reply_json, NotJson) or not isinstance(x.reply_json, dict):
            return None
        member = x.reply_json.get("status")
        if member is None:
            return None  # it may be left out, and then says nothing
        if x.is_redacted("/status"):
            return base.unsure(x, "redacted", pointer="/status")
        if isinstance(member, int | float) and not isinstance(member, bool) and member == x.status:
            return base.passed(x)
        got = member if isinstance(member, int | float) else type(member).__name__
        return base.broke(x, "problem-status", got=got, status=x.status)


def chosen(x: Reading) -> bool:
    """Tell whether the client had a choice of forms, JSON among them, and asked, or may have asked, for another."""
    if x.comes_as_asked:
        return True
    offered = x.reply_said.media if x.reply_said is not None else {}
    return x.media_type_documented and any(map(is_json, offered))


KIND = base.RuleKind("problem/1", Params, Watch)
