"""Writes refusals as problem details (RFC 9457)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import NamedTuple

import orjson

from harness.partner.call import Fields, Reply

MEDIA_TYPE = "application/problem+json"

_TITLES = {414: "URI Too Long", 413: "Content Too Large", 422: "Unprocessable Content"}
"""Names of RFC 9110 where the running Python still has the older ones."""


class Wrong(NamedTuple):
    """One thing that is wrong with a request, and where."""

    detail: str
    pointer: str = ""
    """JSON pointer into the body."""
    parameter: str = ""
    """Name of the parameter."""


def title_of(status: int) -> str:
    """Return the reason phrase of a status."""
    if status in _TITLES:
        return _TITLES[status]
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"


def problem(
    status: int,
    detail: str,
    *,
    errors: Iterable[Wrong] = (),
    headers: Fields = (),
    title: str = "",
    more: Mapping[str, object] | None = None,
) -> Reply:
    """Return a refusal; `errors` says what is wrong with the request, place by place, `more` are further members."""
    said: dict[str, object] = {"type": "about:blank", "title": title or title_of(status), "status": status}
    if detail:
        said["detail"] = detail
    listed = [_listed(wrong) for wrong in errors]
    if listed:
        said["errors"] = listed
    said |= more or {}
    return Reply(status=status, headers=(("Content-Type", MEDIA_TYPE), *headers), body=orjson.dumps(said))


def _listed(wrong: Wrong) -> dict[str, str]:
    where = {"parameter": wrong.parameter} if wrong.parameter else {"pointer": wrong.pointer}
    return {**where, "detail": wrong.detail}
