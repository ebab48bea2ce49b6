"""Writes a request to one operation of a contract: target, header fields and body."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final, TypeAlias
from urllib.parse import quote

import msgspec

from harness.contract import Contract
from harness.contract.model import Operation, Reply

Field: TypeAlias = tuple[str, str | bytes]
"""Name and value of a header field; text goes out as ISO 8859-1."""
JSON: Final = "application/json"
UNRESERVED: Final = "-._~"
IN_PATH: Final = UNRESERVED + "!$&'()*+,;=:@"
"""RFC 3986 section 3.3: what a path segment may hold as it is."""


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """A request as the wire takes it."""

    method: str
    target: str
    """Path below the base URL, with its query, percent-encoded."""
    headers: tuple[Field, ...]
    body: bytes = b""

    def with_header(self, name: str, value: str | None) -> Message:
        """Return the same request with that field set; None leaves it out."""
        kept = tuple(field for field in self.headers if field[0].lower() != name.lower())
        return msgspec.structs.replace(self, headers=kept if value is None else (*kept, (name, value)))


class Unaddressable(Exception):
    """A path parameter has no value."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def write(
    operation: Operation,
    parameters: Mapping[tuple[str, str], str],
    *,
    json_body: Any = msgspec.UNSET,
    body: bytes = b"",
    content_type: str = "",
) -> Message:
    """Return the request. `parameters` maps (location, name) to text; raises Unaddressable.

    A JSON body is written compactly in UTF-8, its members in the order given. Without `content_type` the operation's
    own first one is said; without a body none is.
    """
    if json_body is not msgspec.UNSET:
        body = to_json(json_body)
    headers: list[Field] = [("Accept", accept(operation))]
    if body or json_body is not msgspec.UNSET:
        headers.append(("Content-Type", content_type or media_type(operation)))
    for (location, name), text in parameters.items():
        if location == "header":
            headers = [field for field in headers if field[0].lower() != name.lower()]
            headers.append((name, _field_value(text)))
    cookies = [
        f"{name}={quote(text, safe=UNRESERVED)}" for (where, name), text in parameters.items() if where == "cookie"
    ]
    if cookies:
        headers.append(("Cookie", "; ".join(cookies)))
    return Message(
        method=operation.method, target=target(operation.path, parameters), headers=tuple(headers), body=body
    )


def to_json(value: Any) -> bytes:
    """Return compact JSON in UTF-8; text that UTF-8 cannot hold (lone surrogates) is escaped."""
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":")).encode()


def target(path: str, parameters: Mapping[tuple[str, str], str]) -> str:
    """Return the path with its parameters filled in, and the query; raises Unaddressable."""
    pieces = []
    for number, piece in enumerate(path.split("{")):
        name, brace, rest = piece.partition("}")
        if number and brace:
            if ("path", name) not in parameters:
                raise Unaddressable(name)
            pieces.append(quote(parameters["path", name], safe=IN_PATH) + rest)
        else:
            pieces.append(piece)
    query = "&".join(
        f"{quote(name, safe=UNRESERVED)}={quote(text, safe=UNRESERVED)}"
        for (location, name), text in parameters.items()
        if location == "query"
    )
    return "".join(pieces) + (f"?{query}" if query else "")


def accept(operation: Operation) -> str:
    """Return every media type that the operation documents for its replies, so that none has to be refused.

    Where a success has no content, whatever else there may be is acceptable too: it cannot be named.
    """
    replies = {status: reply for status, reply in operation.replies.items() if isinstance(reply, Reply)}
    documented = {name for reply in replies.values() for name in reply.media}
    if not documented:
        return "*/*"
    bare = not any(reply.media for status, reply in replies.items() if status[0] in "2d")
    return ", ".join((*sorted(documented), *(("*/*;q=0.1",) if bare else ())))


def media_type(operation: Operation) -> str:
    """Return the media type that a body of this operation is sent as: its first concrete one."""
    return next((name for name in operation.request_bodies if "*" not in name), JSON)


def _field_value(text: str) -> str | bytes:
    # RFC 9110 section 5.5: beyond ASCII a field's value is opaque bytes; UTF-8 is what the world sends.
    return text if text.isascii() else text.encode()


def simplest(contract: Contract) -> Message | None:
    """Return the simplest request of a description: a GET that needs nothing; None where it has none."""
    for operation in contract.operations:
        needed = any(parameter.required for parameter in operation.parameters)
        if operation.method == "GET" and "{" not in operation.path and not needed:
            return Message(method="GET", target=operation.path, headers=(("Accept", "*/*"),))
    return None
