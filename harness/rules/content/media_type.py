"""`media-type/1`: a reply's content comes in a media type that the contract documents, and JSON in UTF-8 (RFC 8259)."""

from __future__ import annotations

from harness.contract.media import is_json, may_be_empty
from harness.reading import NotJson, Reading
from harness.reading.check import BODILESS
from harness.rules import base
from harness.rules.statuses import SERVERS_OWN, Statuses, compile_statuses


class Params(base.Params, frozen=True, kw_only=True):
    """Which replies are looked at; none given: all."""

    operations: tuple[str, ...] = ()
    statuses: Statuses = ("2xx", "3xx", "4xx", "5xx")
    accept: str = ""
    """Only requests count that accept this and nothing else; who accepts several leaves the choice to the product."""
    unless: str = ""
    """A parameter of the query by which a product lets another form be asked for, whatever is accepted (`f`)."""


class Watch(base.Single):
    """Looks at replies for which the contract documents content."""

    def __init__(self, params: Params, world: base.World) -> None:
        super().__init__(params.operations)
        self._in_question = compile_statuses(params.statuses)
        self._accept = params.accept
        self._unless = params.unless

    def heeds(self, status: int | None, usual: bool) -> bool:
        """Only whole answers with a status in question."""
        return status is not None and self._in_question(status)

    def look(self, x: Reading) -> base.Sign | None:
        """Compare the Content-Type with those documented for the status."""
        status = x.status
        if status is None or x.from_product or not self._in_question(status):
            return None
        if self._accept and x.request_headers.get("accept", "").strip().lower() != self._accept:
            return None
        said = x.reply_said
        if (
            (self._unless and self._unless in x.query)
            or said is None
            or not said.media
            or status in BODILESS
            or x.exchange.request.method == "HEAD"
        ):
            return None
        if not x.has_body:
            empty = may_be_empty((x.media_type,) if x.media_type_documented else said.media)
            return None if empty else base.broke(x, "no-content", status=status)
        if x.header_redacted("content-type"):
            return base.unsure(x, "redacted")
        if not x.media_type_documented and status in SERVERS_OWN:
            return base.hidden(x)
        if not x.media_type_documented:
            code = "undocumented-media-type" if sound(x) else "media-type"
            return base.broke(x, code, got=x.media_type, status=status, cause=f"media-type/{x.media_type}")
        if x.charset not in ("", "utf-8"):
            return base.broke(x, "charset", got=x.charset, cause=f"charset/{x.charset}")
        return base.passed(x)


def sound(x: Reading) -> bool:
    """Tell whether the content is what it calls itself and what was asked for: the description leaves its type out.

    JSON where other JSON is documented, and a form that the description offers by a parameter (`f=html`).
    """
    if x.comes_as_asked:
        return True
    documented = x.reply_said.media if x.reply_said is not None else {}
    return x.says_json and any(map(is_json, documented)) and not isinstance(x.reply_json, NotJson)


KIND = base.RuleKind("media-type/1", Params, Watch)
