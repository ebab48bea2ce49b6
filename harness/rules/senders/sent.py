"""Keeps of each call to a partner what tells whether it came again, in time and as it was."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TypeAlias
from urllib.parse import urlsplit

import msgspec

from harness.canonical import digest_of
from harness.contract import Schema
from harness.evidence import ExchangeId
from harness.reading import Reading
from harness.reading.addressed import NOT_THEIRS
from harness.reading.shape import shape_of
from harness.rules import base
from harness.rules.attempts import against, may_come_again

PER_MESSAGE: Final = frozenset({"messageId", "sentAt"})
"""Members that tell two messages apart which say the same."""


class Attempt(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One call to a partner, as far as it matters here."""

    id: ExchangeId
    operation: str
    path: str
    reads: bool
    at: int
    """When it came, microseconds since 1970."""
    answered: int
    """When its answer had gone, the same; as `at` where there was none."""
    status: int
    """0 where no whole answer was given."""
    until: int
    """When it may be sent again, microseconds since 1970; 0: nothing is said."""
    name: str
    """Its `messageId`, or empty."""
    written: str
    """Its `sentAt`."""
    says: str
    """Digest of what it says, its name and time left aside."""
    based: str
    """The version that it says it was made on, or empty."""
    versions: tuple[str, ...]
    """The versions that its answer shows as numbers: of the thing, or of what is listed about it."""
    tag: str
    """The version of what was asked for that its answer shows as a tag, or empty."""
    strange: bool
    """Whether its answer has properties that nobody knows."""
    unheard: bool
    """Whether it was we who broke off, before it was answered."""

    @property
    def taken(self) -> bool:
        """Whether it was answered well."""
        return 200 <= self.status < 300

    @property
    def failed(self) -> bool:
        """Whether it has to be sent again: not answered, too busy, or a server's own failure."""
        return self.status == 0 or self.status == 429 or self.status >= 500


Attempts: TypeAlias = tuple[Attempt, ...]


def _path(target: str) -> str:
    """Return the path of a target; one thing may be named by it alone and in absolute form (RFC 9112 section 3.2)."""
    return target.partition("?")[0] if target.startswith("/") else urlsplit(target).path


def attempt(x: Reading) -> Attempt:
    """Return what matters of one call."""
    value = x.request_json
    said = value if isinstance(value, dict) else {}
    name, written = said.get("messageId"), said.get("sentAt")
    return Attempt(
        id=x.id,
        operation=x.operation_id,
        path=_path(x.exchange.request.target),
        reads=x.exchange.request.method in ("GET", "HEAD"),
        at=x.sent_at,
        answered=max(x.sent_at, x.exchange.times.anchor + x.exchange.times.last_byte),
        status=x.status or 0,
        until=may_come_again(x),
        name=name if isinstance(name, str) else "",
        written=written if isinstance(written, str) else "",
        says=digest_of({key: each for key, each in said.items() if key not in PER_MESSAGE}),
        based=_tag(x.request_headers.get("if-match", ""))
        or (f"{said['baseVersion']}" if "baseVersion" in said else ""),
        versions=_versions(x.reply_json),
        tag=_tag(x.reply_headers.get("etag", "")),
        strange=_strange(x),
        unheard=x.silence in NOT_THEIRS,
    )


def _tag(field: str) -> str:
    """Return an entity tag without its quotes (RFC 9110 section 8.8.3)."""
    return field.strip().removeprefix("W/").strip('"')


def _versions(value: object) -> tuple[str, ...]:
    if not isinstance(value, dict):
        return ()
    items = value.get("items")
    shown = [
        each.get("version") for each in (value, *(items if isinstance(items, list) else ())) if isinstance(each, dict)
    ]
    return tuple(str(one) for one in shown if isinstance(one, int) and not isinstance(one, bool))


def _strange(x: Reading) -> bool:
    media, value = x.reply_media, x.reply_json
    if media is None or not isinstance(media.schema, Schema) or not isinstance(value, dict):
        return False
    return not value.keys() <= set(shape_of(media.schema).properties)


def broke(shown: Attempt, code: str, with_: Iterable[Attempt], **params: int) -> base.Broke:
    """Say that an attempt decides against the product, together with those before it."""
    return against(shown.id, code, shown.operation, (one.id for one in with_), **params)
