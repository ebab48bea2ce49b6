"""Reads one exchange against the contract: each view is computed once, when a rule first asks for it."""

from __future__ import annotations

from typing import Any

from harness.contract import Check, Media, Problem, Reply
from harness.contract.media import is_json
from harness.evidence import Partial, Response, Silence
from harness.jsonbytes import NotJson
from harness.reading.check import BODILESS, check_reply
from harness.reading.coding import decoded
from harness.reading.content import value_of
from harness.reading.fields import NONE, Fields, fields_of, media_type_of
from harness.reading.forms import asked_for
from harness.reading.lazy import lazy
from harness.reading.media import described
from harness.reading.redacted import Redacted, fields_touched
from harness.reading.request import RequestSide


class Reading(RequestSide):
    """One exchange as the rules see it; nothing in it is written to but its own cache.

    `Reading(exchange, contract, base)`: `base` is the base URL of the product (`Subject.target`), or its path alone.
    """

    @lazy
    def reply_said(self) -> Reply | None:
        """What the contract says of this status of this operation, or None."""
        operation, status = self.operation, self.status
        return None if operation is None or status is None else operation.reply_for(status)

    @lazy
    def reply_headers(self) -> Fields:
        """Header fields of the reply, as far as it came."""
        reply = self.exchange.reply
        return NONE if isinstance(reply, Silence) else fields_of(reply.head)

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
        return value_of(self._reply_content, self.exchange.redactions, "reply.body")

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
    def comes_as_asked(self) -> bool:
        """Whether the content has the form that the request asked for by its query (`f=html`)."""
        return bool(self.form_asked) and asked_for(self.media_type, self.form_asked)

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
