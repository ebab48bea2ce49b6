"""Holds a message against the contract: recomputes whether a request was valid, and what departs in a reply.

Codes besides those of schemas (`harness.contract.codes.CODES`), by part:

=============  ==================================================================================================
`message`      `silence`, `partial` (`why`): unknown, never a problem
`status`       `undocumented` (`status`)
`media_type`   `missing`, `undocumented` (`got`)
`header` ...   `required`; of parameters also `path`, `query`, `cookie`
`body`         `missing`, `not_json` (`why`), `unread` (a media type that is not looked into: unknown)
any            `unresolved` (`reason`: the contract's own part could not be compiled: unknown), `ambiguous` (unknown)
=============  ==================================================================================================
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from harness.contract import Check, Media, Operation, Parameter, Reply, Schema, Unresolved
from harness.contract.media import is_json
from harness.evidence import Exchange, Response, Silence
from harness.jsonbytes import NotJson
from harness.reading.fields import Fields, media_type_of
from harness.reading.findings import Findings
from harness.reading.media import described
from harness.reading.parameters import Meant, Sent, header_meant, meant
from harness.reading.redacted import Redacted
from harness.reading.shape import shape_of

BODILESS = frozenset((204, 205, 304))
"""Statuses whose replies have no content (RFC 9110 sections 15.3.5, 15.3.6 and 15.4.5)."""
LONGEST_NAME = 100
OURS = frozenset(("bomb", "redacted"))
"""Reasons of `NotJson` that lie with us: nothing follows from them."""


class RequestView(Sent, Protocol):
    """What a request is judged by."""

    @property
    def exchange(self) -> Exchange: ...
    @property
    def request_json(self) -> Any: ...
    @property
    def request_bytes(self) -> bytes: ...
    @property
    def request_redacted(self) -> Redacted: ...

    def parameter_redacted(self, parameter: Parameter) -> bool: ...


class ReplyView(Protocol):
    """What a reply is judged by."""

    @property
    def exchange(self) -> Exchange: ...
    @property
    def reply_headers(self) -> Fields: ...
    @property
    def reply_json(self) -> Any: ...
    @property
    def reply_bytes(self) -> bytes: ...
    @property
    def reply_redacted(self) -> Redacted: ...

    def header_redacted(self, name: str) -> bool: ...


def check_request(operation: Operation, x: RequestView) -> Check:
    """Recompute whether the request was valid: parameters, media type, body (house law 5)."""
    findings = Findings()
    for gap in operation.incomplete:
        findings.unresolved("body" if "/requestBody" in gap.where else "query", gap)
    for parameter in operation.parameters:
        _parameter(parameter, x, findings)
    _request_body(operation, x, findings)
    return findings.check()


def _parameter(parameter: Parameter, x: RequestView, findings: Findings) -> None:
    part, name, schema = parameter.location, parameter.name, parameter.schema
    if isinstance(schema, Unresolved):
        findings.unresolved(part, schema, name)
        return
    if parameter.allow_empty and (parameter.name, "") in x.query_items:
        return
    given = meant(parameter, schema, x)
    if given is None:
        if parameter.required:
            findings.wrong(part, "required", name=name, schema_pointer=parameter.where, params={"property": name})
        return
    if x.parameter_redacted(parameter):
        findings.wrong(part, "redacted", unless=True, name=name, schema_pointer=parameter.where)
        return
    _value(given, schema, part, name, findings)


def _value(given: Meant, schema: Schema, part: str, name: str, findings: Findings) -> None:
    if not given.sure:
        findings.wrong(part, "ambiguous", unless=True, name=name, schema_pointer=schema.key)
    elif not any(schema.is_valid(value) for value in given.values):
        findings.against(schema, given.values[0], part, name=name)


def _request_body(operation: Operation, x: RequestView, findings: Findings) -> None:
    if not x.exchange.request.body:
        if operation.request_required:
            findings.wrong("body", "missing", schema_pointer=operation.where)
        return
    if operation.request_bodies:
        content_type = x.request_headers.get("content-type")
        media = _media(operation.request_bodies, content_type, operation.where, findings)
        if media is not None:
            _content(
                media,
                content_type or "",
                lambda: x.request_json,
                lambda: x.request_bytes,
                lambda: x.request_redacted,
                findings,
            )


def check_reply(operation: Operation, x: ReplyView) -> Check:
    """Find where the reply departs from the contract: status, header fields, media type, body."""
    findings = Findings()
    reply = x.exchange.reply
    if not isinstance(reply, Response):
        code = "silence" if isinstance(reply, Silence) else "partial"
        findings.wrong("message", code, unless=True, params={"why": reply.why})
        return findings.check()
    said = operation.reply_for(reply.status)
    if said is None:
        findings.wrong("status", "undocumented", schema_pointer=operation.where, params={"status": reply.status})
    elif said.unresolved is not None:
        findings.unresolved("status", said.unresolved)
    else:
        _headers(said, x, findings)
        if not (x.exchange.request.method == "HEAD" or reply.status in BODILESS or reply.status < 200):
            _reply_body(said, reply, x, findings)
    return findings.check()


def check_content(media: Media, media_type: str, x: ReplyView) -> Check:
    """Find where the content of a reply departs from what one media type is described as, whatever it came as."""
    findings = Findings()
    _content(media, media_type, lambda: x.reply_json, lambda: x.reply_bytes, lambda: x.reply_redacted, findings)
    return findings.check()


def _headers(said: Reply, x: ReplyView, findings: Findings) -> None:
    for header in said.headers.values():
        text = x.reply_headers.get(header.name)
        if text is None:
            if header.required:
                params = {"property": header.name}
                findings.wrong("header", "required", name=header.name, schema_pointer=header.where, params=params)
        elif isinstance(header.schema, Unresolved):
            findings.unresolved("header", header.schema, header.name)
        elif x.header_redacted(header.name):
            findings.wrong("header", "redacted", unless=True, name=header.name, schema_pointer=header.where)
        else:
            _value(header_meant(header, header.schema, text), header.schema, "header", header.name, findings)


def _reply_body(said: Reply, reply: Response, x: ReplyView, findings: Findings) -> None:
    if not said.media:
        return
    if not reply.body:
        findings.wrong("body", "missing", schema_pointer=said.where)
        return
    content_type = x.reply_headers.get("content-type")
    media = _media(said.media, content_type, said.where, findings)
    if media is not None:
        _content(
            media, content_type or "", lambda: x.reply_json, lambda: x.reply_bytes, lambda: x.reply_redacted, findings
        )


def _media(described_: dict[str, Media], content_type: str | None, where: str, findings: Findings) -> Media | None:
    if content_type is None:
        findings.wrong("media_type", "missing", schema_pointer=where)
        return None
    media = described(described_, content_type)
    if media is None:
        got = media_type_of(content_type)[0][:LONGEST_NAME]
        findings.wrong("media_type", "undocumented", schema_pointer=where, params={"got": got})
    return media


def _content(
    media: Media,
    content_type: str,
    json: Callable[[], Any],
    content: Callable[[], bytes],
    redacted: Callable[[], Redacted],
    findings: Findings,
) -> None:
    schema = media.schema
    media_type = media_type_of(content_type)[0]
    value: Any = None
    if is_json(media_type):
        value = json()
        if isinstance(value, NotJson):
            where = schema.key if isinstance(schema, Schema) else ""
            findings.wrong(
                "body", "not_json", unless=value.why in OURS, pointer=value.pointer, schema_pointer=where,
                params={"why": value.why},
            )  # fmt: skip
            return
    elif isinstance(schema, Schema):
        if schema.says_nothing:
            return
        if shape_of(schema).types != {"string"}:
            findings.wrong("body", "unread", unless=True, schema_pointer=schema.key)
            return
        if not media_type.startswith("text/"):
            return
        value = content().decode("utf-8", "replace")
    if isinstance(schema, Unresolved):
        findings.unresolved("body", schema)
    elif schema is not None and not schema.is_valid(value):
        findings.against(schema, value, "body", redacted=redacted())
