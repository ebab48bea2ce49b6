"""Writes refusals as problem details (RFC 9457)."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus

import orjson

from harness.partner.call import Fields, Reply

MEDIA_TYPE = "application/problem+json"

_TITLES = {413: "Content Too Large", 422: "Unprocessable Content"}
"""Names of RFC 9110 where the running Python still has the older ones."""


def title_of(status: int) -> str:
    """Return the reason phrase of a status."""
    if status in _TITLES:
        return _TITLES[status]
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"


def problem(
    status: int, detail: str, *, errors: Iterable[tuple[str, str]] = (), headers: Fields = (), title: str = ""
) -> Reply:
    """Return a refusal; `errors` are pairs of a JSON pointer into the request's body and what is wrong there."""
    said: dict[str, object] = {"type": "about:blank", "title": title or title_of(status), "status": status}
    if detail:
        said["detail"] = detail
    listed = [{"pointer": pointer, "detail": text} for pointer, text in errors]
    if listed:
        said["errors"] = listed
    return Reply(status=status, headers=(("Content-Type", MEDIA_TYPE), *headers), body=orjson.dumps(said))
