"""Builds the scope of one exchange: `$url`, `$method`, `$statusCode`, `$request` and `$response`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias
from urllib.parse import parse_qsl, urlsplit

import msgspec

from harness.expression.missing import MISSING
from harness.expression.scope import Headers, Lazy, Scope

Fields: TypeAlias = Iterable[tuple[str, str]]
Body: TypeAlias = bytes | Callable[[], object]
"""Bytes after content decoding, or a function that gives the value parsed elsewhere (MISSING for none)."""


def exchange_scope(
    *,
    method: str,
    url: str,
    path: Mapping[str, str],
    request_headers: Fields = (),
    request_body: Body = b"",
    status: int | None = None,
    response_headers: Fields = (),
    response_body: Body = b"",
) -> Scope:
    """The scope of an exchange; a reply that never came (`status` None) leaves `$statusCode` and `$response` MISSING.

    `path` holds the path parameters by name, percent-decoded. Headers, query and bodies are parsed only when asked for.
    """
    scope: dict[str, object] = {
        "url": url,
        "method": method,
        "request": {**_message(request_headers, request_body), "path": path, "query": Lazy(lambda: query_of(url))},
    }
    if status is not None:
        scope["statusCode"] = status
        scope["response"] = _message(response_headers, response_body)
    return scope


def _message(fields: Fields, body: Body) -> dict[str, object]:
    headers = Lazy(lambda: Headers(fields))
    return {"header": headers, "body": Lazy(lambda: body_value(headers, body))}


def query_of(url: str) -> dict[str, str]:
    """Query parameters by name, decoded; of a repeated one the first."""
    found: dict[str, str] = {}
    try:
        for name, text in parse_qsl(urlsplit(url).query, keep_blank_values=True):
            found.setdefault(name, text)
    except ValueError:  # an address that cannot be taken apart has no query
        return {}
    return found


def body_value(headers: Lazy, body: Body) -> object:
    """A body as JSON if its media type says so or none is given, otherwise as text; MISSING if empty or unreadable."""
    if callable(body):
        return body()
    if not body:
        return MISSING
    fields = headers.value()
    media_type = fields.get("content-type", "") if isinstance(fields, Headers) else ""
    return json_or_missing(body) if _is_json(media_type) else _text_or_missing(body)


def _is_json(media_type: str) -> bool:
    """Whether a Content-Type names JSON (RFC 8259) or a +json type (RFC 6839); an absent one is taken for JSON."""
    essence = media_type.partition(";")[0].strip().lower()
    return not essence or essence == "application/json" or essence.endswith("+json")


def json_or_missing(body: bytes) -> object:
    """The JSON value of a body, or MISSING if it is not JSON."""
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return MISSING


def _text_or_missing(body: bytes) -> object:
    try:
        return body.decode()
    except UnicodeDecodeError:
        return MISSING
