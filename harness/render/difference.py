"""Says in two phrases what was asked for and what came instead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from harness.arazzo import Workflow
from harness.evidence import Exchange, Silence
from harness.expression import MISSING, follow, parse_pointer
from harness.jsonbytes import NotJson, parse
from harness.render.deciding import deciding
from harness.render.exchange import outcome
from harness.render.inert import one_line
from harness.render.prose import refined
from harness.verdict import Because

ASKED: Final[Mapping[str, str]] = {
    "step-status": "{wanted}",
    "step-content": "{wanted}",
    "call-never-came": "a call of the product's own",
    "schema": "{pointer} that keeps the rule “{rule}”",
    "schema-not-json": "JSON that can be read in one way only",
    "undocumented-status": "a status that is documented for the operation",
    "no-content": "content",
    "media-type": "a media type that is documented for status {status}",
    "undocumented-media-type": "a media type that is documented for status {status}",
    "charset": "UTF-8",
    "header": "a well-formed field {header}",
    "accepted-wrong-request": "a refusal (4xx)",
    "not-a-refusal": "the documented refusal",
    "refused-right-request": "success",
    "server-error": "any answer but a failure of the server",
    "html-instead-of-api": "the content of the interface",
    "not-a-problem": "application/problem+json",
    "problem-status": "status {status} in the problem details",
    "not-strict-json": "strict JSON",
    "leak": "an error without the product's insides",
    "method-not-refused": "405",
    "allow-incomplete": "Allow with {missing}",
    "head-with-content": "no content",
    "head-refused": "the answer of GET without its content",
    "not-negotiated": "406 or 415",
    "no-challenge": "WWW-Authenticate",
    "credential-accepted": "401 or 403",
    "identifier": "a {format} at {pointer}",
    "seen-by-a-stranger": "403 or 404",
    "repeat-refused": "the answer of the first time",
    "reuse-accepted": "a refusal (409 or 422)",
    "stale-write-accepted": "a refusal (409 or 412)",
    "unconditional-write-accepted": "a refusal (428)",
    "current-write-refused": "success",
    "page-too-long": "at most {limit}",
    "page-too-short": "{limit}",
    "page-says-otherwise": "{got} at {pointer}",
    "null": "a value at {pointer}, or nothing",
    "total-differs": "{total}",
    "too-slow": "{limit_ms} ms",
}
"""What each reason asks for; where a reason is not here, the exchange alone is shown."""
CAME: Final[Mapping[str, str]] = {
    "call-never-came": "none",
    "no-content": "status {status} without content",
    "media-type": "{got}",
    "undocumented-media-type": "{got}",
    "charset": "{got}",
    "not-a-problem": "{got}",
    "problem-status": "{got}",
    "page-too-long": "{got}",
    "page-too-short": "{got}",
    "page-says-otherwise": "{said}",
    "total-differs": "{got}",
    "too-slow": "{ms} ms",
}
"""What came, where it is not the status or the value that the reason points at."""
WRITTEN: Final = frozenset({"lost", "changed"})
"""Reasons that compare what was written with what was read."""
WIDEST: Final = 200
"""Characters of a value."""


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked for, and what came."""

    asked: str
    came: str


def difference(
    because: Because, exchange: Exchange, workflows: Mapping[str, Workflow], written: Exchange | None = None
) -> Difference | None:
    """Return both sides, or None where the reason has no two; `written` is the write that a read is compared with."""
    why = refined(because, workflows)
    params = why.params
    if why.code in WRITTEN and written is not None:
        pointer = str(params.get("pointer", ""))
        return Difference(asked=_value(written.request.body, pointer), came=_value(_reply(exchange), pointer))
    asked = ASKED.get(why.code)
    if asked is None:
        return None
    came = CAME.get(why.code)
    return Difference(
        asked=_filled(asked, params),
        came=_filled(came, params) if came else _came(because, exchange, workflows),
    )


def _came(because: Because, exchange: Exchange, workflows: Mapping[str, Workflow]) -> str:
    """Return the value that the reason points at, else the status line."""
    pointers = deciding(because, workflows).pointers
    values = [f"{pointer or 'the whole'} is {_value(_reply(exchange), pointer)}" for pointer in pointers]
    return "; ".join(values) or outcome(exchange)


def _reply(exchange: Exchange) -> bytes:
    return b"" if isinstance(exchange.reply, Silence) else exchange.reply.body


def _value(body: bytes, pointer: str) -> str:
    """Return the value at a pointer as compact JSON; what was written alone and read in a list has a shorter one."""
    value = parse(body)
    if isinstance(value, NotJson):
        return "not JSON"
    tokens = parse_pointer(pointer)
    places = (follow(value, tokens[start:]) for start in range(max(len(tokens), 1)))
    found = next((place for place in places if place is not MISSING), MISSING)
    return "missing" if found is MISSING else one_line(msgspec.json.encode(found).decode(), WIDEST)


def _filled(form: str, params: Mapping[str, Any]) -> str:
    return one_line(form.format_map(_Known(params)), WIDEST)


class _Known(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "?"

    def __getitem__(self, key: str) -> Any:
        value = super().__getitem__(key)
        if isinstance(value, list | tuple):
            return ", ".join(map(str, value))
        return "the whole content" if key == "pointer" and value == "" else value
