"""Reads one exchange against the contract: each view is computed once, when a rule first asks for it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from harness import jsonbytes
from harness.contract import Check, Contract, Match, Media, Operation, Parameter, Problem, Reply
from harness.evidence import PRODUCT, Exchange, ExchangeId, Partial, Redaction, Response, Silence
from harness.jsonbytes import NotJson
from harness.reading.check import BODILESS, check_reply, check_request
from harness.reading.coding import decoded
from harness.reading.fields import NONE, Fields, is_json, media_type_of
from harness.reading.lazy import lazy
from harness.reading.media import acceptable, described
from harness.reading.parameters import cookies_of, query_items
from harness.reading.redacted import Redacted, fields_touched, restored, target_touched

OUR_LIMITS = frozenset(("our_cap", "interrupted", "stale"))
"""Reasons of `Partial` and `Silence` that lie with us and not with the product."""


@lru_cache(maxsize=64)
def prefix_of(base: str) -> str:
    """Return the path of a base URL, or of a path, without a trailing slash."""
    return urlsplit(base).path.rstrip("/")


class Reading:
    """One exchange as the rules see it; nothing in it is written to but its own cache."""

    def __init__(self, exchange: Exchange, contract: Contract, base: str = "") -> None:
        """`base` is the base URL of the product (`Subject.target`), or its path alone."""
        self.exchange = exchange
        self.contract = contract
        self.base = base

    # Who, when, and whether an answer came.

    @property
    def id(self) -> ExchangeId:
        """The exchange's id."""
        return self.exchange.id

    @property
    def from_product(self) -> bool:
        """Whether the product sent the request: a call that a partner of ours received."""
        return self.exchange.from_party == PRODUCT

    @property
    def sent_at(self) -> int:
        """When the request left, microseconds since 1970 by our clock."""
        return self.exchange.times.anchor + self.exchange.times.sent

    @lazy
    def status(self) -> int | None:
        """The status of a whole answer; None where there was none (house law 4)."""
        reply = self.exchange.reply
        return reply.status if isinstance(reply, Response) else None

    @property
    def partial(self) -> bool:
        """Whether an answer began and did not end well."""
        return isinstance(self.exchange.reply, Partial)

    @property
    def silence(self) -> str:
        """Why no whole answer came; '' where one did."""
        reply = self.exchange.reply
        return "" if isinstance(reply, Response) else reply.why

    @property
    def our_limit(self) -> bool:
        """Whether it was we who broke off."""
        return self.silence in OUR_LIMITS

    @lazy
    def credential(self) -> str:
        """What the gatherer attests of the credential (`genuine`, `expired`, `tampered` ...); `absent` without one."""
        for redaction in self.exchange.redactions:
            if "credential" in redaction.facts:
                return redaction.facts["credential"]
        return "" if "authorization" in self.request_headers else "absent"

    # The operation.

    @lazy
    def match(self) -> Match | None:
        """The operation that the request addresses, with its path parameters."""
        request = self.exchange.request
        if self.from_product:
            found = self.contract.match_webhook(request.method, request.target)
            return found or self.contract.match(request.method, request.target)
        return self.contract.match(request.method, request.target, prefix_of(self.base))

    @lazy
    def operation(self) -> Operation | None:
        """The operation that the request addresses, or None."""
        return self.match.operation if self.match is not None else None

    @lazy
    def operation_id(self) -> str:
        """The operation's id, or ''."""
        return self.match.operation.id if self.match is not None else ""

    @lazy
    def operations_on_path(self) -> dict[str, Operation]:
        """The operations that the request's path has, by method; empty where the contract has no such path."""
        prefix = "" if self.from_product else prefix_of(self.base)
        return self.contract.paths_matching(self.exchange.request.target, prefix)

    @lazy
    def reply_said(self) -> Reply | None:
        """What the contract says of this status of this operation, or None."""
        operation, status = self.operation, self.status
        return None if operation is None or status is None else operation.reply_for(status)

    # The request.

    @lazy
    def request_headers(self) -> Fields:
        """Header fields of the request."""
        return Fields(self.exchange.request.head)

    @property
    def path_params(self) -> dict[str, str]:
        """Path parameters, percent-decoded."""
        return self.match.path_params if self.match is not None else {}

    @lazy
    def query_items(self) -> tuple[tuple[str, str], ...]:
        """Every pair of the query, decoded, in order."""
        return query_items(self.exchange.request.target)

    @lazy
    def query(self) -> dict[str, str]:
        """The query by name; of two of one name the first."""
        return dict(reversed(self.query_items))

    @lazy
    def cookies(self) -> dict[str, str]:
        """Cookies of the request, by name."""
        return cookies_of(self.request_headers)

    @lazy
    def _request_content(self) -> bytes | NotJson:
        return decoded(self.exchange.request.body, self.request_headers.get("content-encoding", ""))

    @property
    def request_bytes(self) -> bytes:
        """Content of the request after content decoding, or as it came where that cannot be done."""
        content = self._request_content
        return self.exchange.request.body if isinstance(content, NotJson) else content

    @lazy
    def request_json(self) -> Any:
        """The request's JSON value, or `NotJson`; whatever its media type says."""
        if not self.exchange.request.body:
            return NotJson("empty")
        return _value(self._request_content, self.exchange.redactions, "request.body")

    @lazy
    def request_check(self) -> Check:
        """What is wrong with the request, and what cannot be known; of an unknown operation nothing."""
        return check_request(self.operation, self) if self.operation is not None else Check()

    @property
    def request_problems(self) -> tuple[Problem, ...]:
        """What is wrong with the request, for certain."""
        return self.request_check.problems

    @property
    def request_unknown(self) -> tuple[Problem, ...]:
        """What may be wrong with the request and cannot be known."""
        return self.request_check.unknown

    @property
    def request_is_valid(self) -> bool:
        """Whether the operation is known and nothing is, or may be, wrong with the request."""
        return self.operation is not None and not self.request_problems and self.request_check.sure

    @property
    def request_body_invalid(self) -> bool:
        """Whether the request's content is wrong, for certain."""
        return any(problem.part in ("body", "media_type") for problem in self.request_problems)

    @property
    def brings_undocumented_type(self) -> bool:
        """Whether the request has content of a media type that the operation does not take."""
        return any(each.part == "media_type" and each.code == "undocumented" for each in self.request_problems)

    @property
    def accepts_nothing_documented(self) -> bool:
        """Whether the Accept field refuses every media type of the operation's successful replies."""
        accept = self.request_headers.get("accept")
        if self.operation is None or accept is None:
            return False
        said = [reply for status, reply in self.operation.replies.items() if status.startswith("2")]
        offered = {name for reply in said for name in reply.media}
        return bool(offered) and not acceptable(accept, offered)

    # The reply.

    @lazy
    def reply_headers(self) -> Fields:
        """Header fields of the reply, as far as it came."""
        reply = self.exchange.reply
        return NONE if isinstance(reply, Silence) else Fields(reply.head)

    @lazy
    def media_type(self) -> str:
        """Media type of the reply in lower case, or ''."""
        return media_type_of(self.reply_headers.get("content-type", ""))[0]

    @property
    def charset(self) -> str:
        """The `charset` of the reply's Content-Type in lower case, or ''."""
        parameters = media_type_of(self.reply_headers.get("content-type", ""))[1]
        return next((value.lower() for name, value in parameters if name == "charset"), "")

    @property
    def says_json(self) -> bool:
        """Whether the reply calls itself JSON."""
        return is_json(self.media_type)

    @property
    def has_body(self) -> bool:
        """Whether the reply has content, as far as it came."""
        reply = self.exchange.reply
        return not isinstance(reply, Silence) and bool(reply.body)

    @property
    def unexpected_body(self) -> bool:
        """Whether content came where none may: after HEAD, and under 1xx, 204, 205 and 304."""
        reply = self.exchange.reply
        if isinstance(reply, Silence) or not reply.body:
            return False
        return self.exchange.request.method == "HEAD" or reply.status in BODILESS or 100 <= reply.status < 200

    @lazy
    def _reply_content(self) -> bytes | NotJson:
        reply = self.exchange.reply
        if isinstance(reply, Silence):
            return NotJson("silence")
        coding = self.reply_headers.get("content-encoding", "")
        return decoded(reply.body, coding) if coding else reply.body

    @property
    def reply_bytes(self) -> bytes:
        """Content of the reply after content decoding, or as it came where that cannot be done."""
        content = self._reply_content
        if not isinstance(content, NotJson):
            return content
        return b"" if isinstance(self.exchange.reply, Silence) else self.exchange.reply.body

    @lazy
    def reply_json(self) -> Any:
        """The reply's JSON value, or `NotJson`; whatever its media type says. Of a partial answer nothing is read."""
        reply = self.exchange.reply
        if not isinstance(reply, Response):
            return NotJson("partial" if isinstance(reply, Partial) else "silence")
        if not reply.body:
            return NotJson("empty")
        return _value(self._reply_content, self.exchange.redactions, "reply.body")

    @lazy
    def reply_media(self) -> Media | None:
        """What the contract says of this media type under this status, or None."""
        content_type = self.reply_headers.get("content-type")
        if self.reply_said is None or content_type is None:
            return None
        return described(self.reply_said.media, content_type)

    @property
    def media_type_documented(self) -> bool:
        """Whether the contract has the reply's media type under this status."""
        return self.reply_media is not None

    @property
    def has_reply_schema(self) -> bool:
        """Whether the contract says what the content under this status and media type must be."""
        return self.reply_media is not None and self.reply_media.schema is not None

    @lazy
    def reply_check(self) -> Check:
        """What is wrong with the reply, and what cannot be known; of an unknown operation nothing."""
        return check_reply(self.operation, self) if self.operation is not None else Check()

    @property
    def reply_problems(self) -> tuple[Problem, ...]:
        """What is wrong with the reply, for certain."""
        return self.reply_check.problems

    @property
    def reply_unknown(self) -> tuple[Problem, ...]:
        """What may be wrong with the reply and cannot be known."""
        return self.reply_check.unknown

    # What was taken out before keeping.

    @lazy
    def request_redacted(self) -> Redacted:
        """Redactions of the request's body."""
        return Redacted(self.exchange.redactions, "request.body", self.exchange.request.body)

    @lazy
    def reply_redacted(self) -> Redacted:
        """Redactions of the reply's body."""
        reply = self.exchange.reply
        return Redacted(self.exchange.redactions, "reply.body", b"" if isinstance(reply, Silence) else reply.body)

    def is_redacted(self, pointer: str = "", part: str = "reply.body") -> bool:
        """Tell whether the value at a JSON pointer of a body was overwritten, or lies in or around one that was."""
        if not self.exchange.redactions:
            return False
        return (self.request_redacted if part == "request.body" else self.reply_redacted).touches(pointer)

    def header_redacted(self, name: str) -> bool:
        """Tell whether the reply's header field was overwritten, in part or whole."""
        reply = self.exchange.reply
        if not self.exchange.redactions or isinstance(reply, Silence):
            return False
        return name.lower() in fields_touched(self.exchange.redactions, "reply.head", reply.head)

    def parameter_redacted(self, parameter: Parameter) -> bool:
        """Tell whether the text of a request's parameter was overwritten, in part or whole."""
        redactions = self.exchange.redactions
        if not redactions:
            return False
        if parameter.location in ("header", "cookie"):
            name = parameter.name.lower() if parameter.location == "header" else "cookie"
            return name in fields_touched(redactions, "request.head", self.exchange.request.head)
        names, path = target_touched(redactions, self.exchange.request.target)
        return path if parameter.location == "path" else any(_same(parameter.name, each) for each in names)


def _same(name: str, sent: str) -> bool:
    """Tell whether a query's name, as sent, is that of a parameter, or of a member of one (`deepObject`)."""
    decoded_name = query_items(f"?{sent}")[0][0] if sent else ""
    return decoded_name == name or decoded_name.startswith(f"{name}[")


def _value(content: bytes | NotJson, redactions: tuple[Redaction, ...], part: str) -> Any:
    touched = any(each.part == part for each in redactions) if redactions else False
    if isinstance(content, NotJson):
        # A redaction of compressed content may have destroyed it: that is ours.
        return NotJson("redacted") if touched and content.why == "content_coding" else content
    value = jsonbytes.parse(content)
    if touched and isinstance(value, NotJson) and value.why == "syntax":
        value = jsonbytes.parse(restored(content, redactions, part))
    return value
