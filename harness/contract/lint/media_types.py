"""Finds media types that say too little, or what cannot be meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from harness.contract.compile import Compiled
from harness.contract.lint.finding import Finding
from harness.contract.media import is_json
from harness.contract.model import Media, Reply
from harness.contract.schema import Schema

_TOKEN: Final = r"[!#$%&'*+.^_`|~0-9a-z-]+"
_MEDIA_TYPE: Final = re.compile(rf"{_TOKEN}/{_TOKEN}\s*(;.*)?", re.DOTALL)
_BODILESS: Final = frozenset(("204", "205", "304"))
"""Statuses whose replies have no content (RFC 9110 sections 15.3.5, 15.3.6 and 15.4.5)."""


def findings(compiled: Compiled) -> Iterator[Finding]:
    """Yield what is odd about media types (RFC 9110 section 8.3.1, RFC 8259 section 11)."""
    for operation in (*compiled.contract.operations, *compiled.contract.webhooks):
        for media in operation.request_bodies.values():
            yield from _one(media, media.where or operation.where)
        for reply in operation.replies.values():
            yield from _reply(reply)


def _reply(reply: Reply) -> Iterator[Finding]:
    if reply.media and reply.status in _BODILESS:
        message = f"content is described under {reply.status}, under which none can come"
        yield Finding(code="media-types/content-without-body", message=message, where=reply.where)
    for media in reply.media.values():
        yield from _one(media, media.where or reply.where)
        if "*" in media.media_type:
            message = f"{media.media_type} says of what type the content is: of any; nothing can be held against it"
            yield Finding(code="media-types/range", message=message, where=media.where or reply.where)


def _one(media: Media, where: str) -> Iterator[Finding]:
    name, _, parameters = media.media_type.partition(";")
    if not _MEDIA_TYPE.fullmatch(media.media_type):
        message = f"{media.media_type[:100]!r} is no media type"
        yield Finding(code="media-types/malformed", message=message, where=where)
    elif is_json(name.strip()) and "charset" in parameters:
        message = "JSON has no parameter charset; a reply that leaves it out is of another type to some readers"
        yield Finding(code="media-types/charset", message=message, where=where)
    node = media.schema.node if isinstance(media.schema, Schema) else None
    if is_json(name.strip()) and isinstance(node, dict) and node.get("format") == "binary":
        message = "JSON is described as binary text: then a JSON string is meant, and seldom wanted"
        yield Finding(code="media-types/binary-json", message=message, where=where)
