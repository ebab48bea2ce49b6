"""Notices that something in between answers in the product's place: a block page, a gateway, a uniform refusal."""

from __future__ import annotations

import hashlib
import re
from typing import TypeAlias

from harness.evidence import Exchange, Partial, Reply, Response, Silence

GATEWAY = frozenset({502, 503, 504})
"""RFC 9110 sections 15.6.3 to 15.6.5: said by a server on the way."""
_LOOKED_AT = 4096
# Numbers of tickets, rays and incidents differ from page to page.
_VARIES = re.compile(rb"[0-9a-fA-F-]{6,}|\d+")
_HTML = re.compile(rb"\ncontent-type:[ \t]*(?:text/html|application/xhtml\+xml)", re.IGNORECASE)
_PAGE = re.compile(rb"\s*<(?:!doctype html|html)", re.IGNORECASE)

Likeness: TypeAlias = tuple[str, int, bytes]
Operation: TypeAlias = tuple[str, str]


class Breaker:
    """Opens after `limit` replies in a row that are alike, look foreign, and came from more than one operation.

    One operation alone may fail so in its own right; that is for the judge. Silences neither count nor end the row: see
    `Quiet`.
    """

    def __init__(self, limit: int) -> None:
        """Never opens when `limit` is 0."""
        self._limit = limit
        self._likeness: Likeness | None = None
        self._row = 0
        self._operations: set[Operation] = set()

    def watch(self, exchange: Exchange) -> str:
        """Take in a reply to a request with a genuine credential; returns why the run should stop, or nothing."""
        reply = exchange.reply
        if isinstance(reply, Silence) or not self._limit:
            return ""
        likeness = _likeness(reply)
        if likeness != self._likeness:
            self._likeness, self._row = likeness, 0
            self._operations.clear()
        if likeness is None:
            return ""
        self._row += 1
        if len(self._operations) < 2:
            self._operations.add(operation_of(exchange))
        if self._row < self._limit or len(self._operations) < 2:
            return ""
        what = {"gateway": "errors of a gateway", "html": "the same HTML page", "refused": "the same 403"}[likeness[0]]
        return f"breaker: something in between ({self._row} times in a row {what})"


def looks_foreign(reply: Response) -> bool:
    """Tell whether something in between may have given a reply."""
    return _likeness(reply) is not None


def may_be_own(reply: Reply) -> bool:
    """Tell whether a product may well give such a reply in many operations in a row, for reasons of its own.

    MESH says the same plain 403 to each mailbox but one's own; others write all their errors as pages. A page with 403
    is what blocks a request on the way.
    """
    likeness = _likeness(reply) if isinstance(reply, Response | Partial) else None
    return likeness is not None and (likeness[0] == "refused" or (likeness[0] == "html" and likeness[1] != 403))


def _likeness(reply: Response | Partial) -> Likeness | None:
    if reply.status in GATEWAY:
        return "gateway", 0, b""
    if _HTML.search(reply.head) or _PAGE.match(reply.body):
        return "html", reply.status, _gist(reply.body)
    if reply.status == 403:
        return "refused", 403, _gist(reply.body)
    return None


def _gist(body: bytes) -> bytes:
    return hashlib.sha256(_VARIES.sub(b"", body[:_LOOKED_AT])).digest()


def operation_of(exchange: Exchange) -> Operation:
    """Tell operations apart without a description: what looks like an identifier in the path is left out."""
    path = exchange.request.target.partition("?")[0]
    parts = ("*" if any(c.isdigit() or c == "%" for c in part) else part for part in path.split("/"))
    return exchange.request.method, "/".join(parts)
