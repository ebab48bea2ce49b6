"""Answers with content that is not what it should be: no JSON, misnamed, breaking its schema, or with more in it."""

from __future__ import annotations

from typing import Any

import orjson
from msgspec import structs

from harness.partner.call import Reply
from harness.partner.faults.base import Fault, Turn
from harness.partner.otherwise import with_field

UNKNOWN: dict[str, Any] = {"x-further": "made up", "extension": {"level": 3, "notes": ["a", "b"]}}
"""Properties that no description has; who reads JSON passes over what it does not know."""
DEEPEST = 3


class MalformedJson(Fault, frozen=True, kw_only=True, tag="malformed-json"):
    """Answers with content that is no JSON."""

    def spoilt(self, reply: Reply, turn: Turn) -> Reply:
        return structs.replace(reply, body=reply.body[:-1] + b",")


class WrongMediaType(Fault, frozen=True, kw_only=True, tag="wrong-media-type"):
    """Calls its content something else."""

    media_type: str = "text/html"

    def spoilt(self, reply: Reply, turn: Turn) -> Reply:
        return with_field(reply, "Content-Type", self.media_type)


class WrongCharset(Fault, frozen=True, kw_only=True, tag="wrong-charset"):
    """Writes text in another encoding than JSON has (RFC 8259 section 8.1)."""

    def spoilt(self, reply: Reply, turn: Turn) -> Reply:
        media = (reply.header("Content-Type") or "application/json").partition(";")[0]
        text = reply.body.decode("utf-8", "replace")
        return structs.replace(
            with_field(reply, "Content-Type", f"{media}; charset=utf-16"), body=text.encode("utf-16")
        )


class SchemaViolation(Fault, frozen=True, kw_only=True, tag="schema-violation"):
    """Answers with JSON that breaks its description in one member."""

    def spoilt(self, reply: Reply, turn: Turn) -> Reply:
        value = _json(reply)
        if isinstance(value, list):
            return structs.replace(reply, body=b"{}")
        if not isinstance(value, dict) or not value:
            return reply
        for name in turn.chance.sample(sorted(value), len(value)):
            other = {**value, name: 7 if isinstance(value[name], str) else "seven"}
            if turn.schema is None or not turn.schema.is_valid(other):
                return structs.replace(reply, body=orjson.dumps(other))
        return structs.replace(reply, body=b"[]")


class UnknownProperties(Fault, frozen=True, kw_only=True, tag="unknown-properties"):
    """Answers with properties that the description does not have, in every object."""

    def spoilt(self, reply: Reply, turn: Turn) -> Reply:
        value = _json(reply)
        return (
            reply
            if not isinstance(value, dict | list)
            else structs.replace(reply, body=orjson.dumps(_extended(value, 0)))
        )


def _json(reply: Reply) -> Any:
    """Return the content, or None where it is no JSON."""
    try:
        return orjson.loads(reply.body)
    except orjson.JSONDecodeError:
        return None


def _extended(value: Any, depth: int) -> Any:
    if isinstance(value, list):
        return [_extended(each, depth) for each in value]
    if not isinstance(value, dict) or depth > DEEPEST:
        return value
    return {**{name: _extended(each, depth + 1) for name, each in value.items()}, **UNKNOWN}
