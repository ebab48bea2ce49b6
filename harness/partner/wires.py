"""Spoils finished answers in ways that a script's data cannot say."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Any, Final, Literal, TypeAlias
from urllib.parse import parse_qsl

import msgspec
import orjson
from msgspec import structs

from harness.partner.call import Reply
from harness.partner.delivery import Delivery, Piece
from harness.partner.otherwise import delivered, head, without
from harness.partner.problem import MEDIA_TYPE, problem


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked, as far as a spoiler may look."""

    method: str
    operation: str
    """Empty where the path or the method is unknown."""
    query: str


class Wire(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="name"):
    """One way to spoil an answer."""

    on: tuple[str, ...] = ("*",)
    """Operations, by name or pattern (`list*`); what belongs to no operation is covered by `*` alone."""
    status: int = 0
    """Only answers of this status; 0: any."""

    def covers(self, asked: Asked, reply: Reply) -> bool:
        """Tell whether this answer is to be spoilt."""
        named = any(fnmatchcase(asked.operation, pattern) for pattern in self.on)
        return named and self.status in (0, reply.status)

    def spoil(self, asked: Asked, reply: Reply) -> Reply:
        """Return the spoilt answer."""
        raise NotImplementedError


class DropHeader(Wire, frozen=True, kw_only=True, tag="drop-header"):
    """Leaves a header field out."""

    header: str

    def spoil(self, asked: Asked, reply: Reply) -> Reply:
        return structs.replace(reply, headers=without(reply.headers, self.header))


class SetHeader(Wire, frozen=True, kw_only=True, tag="set-header"):
    """Sets a header field, a banner for instance."""

    header: str
    value: str

    def spoil(self, asked: Asked, reply: Reply) -> Reply:
        return structs.replace(reply, headers=(*without(reply.headers, self.header), (self.header, self.value)))


class Misstate(Wire, frozen=True, kw_only=True, tag="misstate"):
    """Puts another value into a member of a JSON body."""

    member: str
    value: Any

    def spoil(self, asked: Asked, reply: Reply) -> Reply:
        return structs.replace(reply, body=orjson.dumps({**orjson.loads(reply.body), self.member: self.value}))


class RepeatMember(Wire, frozen=True, kw_only=True, tag="repeat-member"):
    """Gives a member of a JSON object a second time, with the same value."""

    member: str

    def spoil(self, asked: Asked, reply: Reply) -> Reply:
        value = orjson.loads(reply.body)
        if self.member not in value:
            return reply
        again = b"," + orjson.dumps(self.member) + b":" + orjson.dumps(value[self.member]) + b"}"
        return structs.replace(reply, body=reply.body[:-1] + again)


class Crash(Wire, frozen=True, kw_only=True, tag="crash"):
    """Answers 500 where a query parameter holds a character outside ASCII."""

    parameter: str
    text: str = "Something went wrong."

    def spoil(self, asked: Asked, reply: Reply) -> Reply:
        given = parse_qsl(asked.query, keep_blank_values=True, encoding="utf-8", errors="replace")
        if all(text.isascii() for name, text in given if name == self.parameter):
            return reply
        return problem(500, self.text)


class Become(Wire, frozen=True, kw_only=True, tag="become"):
    """Answers with something else altogether: another status, and words of any media type."""

    becomes: int
    text: str
    media_type: str = "application/problem+json"
    """Problem details are made of the text; of any other media type it is the content itself."""

    def spoil(self, asked: Asked, reply: Reply) -> Reply:
        kept = tuple((name, text) for name, text in reply.headers if name.lower() not in ("content-type", "etag"))
        if self.media_type == MEDIA_TYPE:
            other = problem(self.becomes, self.text)
            return structs.replace(reply, status=self.becomes, headers=(*other.headers, *kept), body=other.body)
        headers = (("Content-Type", self.media_type), *kept)
        return structs.replace(reply, status=self.becomes, headers=headers, body=self.text.encode())


class Break(Wire, frozen=True, kw_only=True, tag="break"):
    """Fails to send the answer whole: never, with a reset, cut short, or with content in answer to HEAD."""

    how: Literal["hang", "reset", "truncate", "head-with-body"]

    def spoil(self, asked: Asked, reply: Reply) -> Reply:
        whole = head(reply) + reply.body
        half = head(reply) + reply.body[: len(reply.body) // 2]
        ways = {
            "hang": Delivery(end="hang"),
            "reset": Delivery(end="reset"),
            "truncate": Delivery(pieces=(Piece(half),), why="length"),
            "head-with-body": Delivery(pieces=(Piece(whole),)),
        }
        return delivered(reply, ways[self.how])


AnyWire: TypeAlias = DropHeader | SetHeader | Misstate | RepeatMember | Crash | Become | Break

DEFECTS: Final[dict[str, type[Wire]]] = {
    "drop-header": DropHeader,
    "set-header": SetHeader,
    "misstate": Misstate,
    "repeat-member": RepeatMember,
    "crash": Crash,
    "become": Become,
    "break": Break,
}
"""What a planted defect can do to an answer that data cannot, by the name that patches use."""
