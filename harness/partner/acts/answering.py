"""Answers a call: with a record, a page of them, or later and elsewhere."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Annotated, Any, ClassVar
from urllib.parse import parse_qsl

import msgspec
import orjson

from harness.expression import MISSING, Scope
from harness.partner.acts.base import Act, Name, Status
from harness.partner.acts.keeping import composed
from harness.partner.bench import Bench
from harness.partner.call import Call, Fields, Reply, Step
from harness.partner.problem import problem

JSON = "application/json"


class Answer(Act, frozen=True, kw_only=True, tag="reply"):
    """Answers with a body made from a template."""

    status: Status = 200
    body: Any = None
    """Absent or null: no content."""
    also: dict[str, Any] = msgspec.field(default_factory=dict)
    """Members that are added to the body or replaced in it."""
    headers: dict[str, str] = msgspec.field(default_factory=dict)
    media_type: str = JSON
    answers: ClassVar[bool] = True

    def ready(self, bench: Bench) -> Step:
        if self.body is None:
            fields = headers(bench, self.headers)
            return lambda call: Reply(status=self.status, headers=fields(call.scope))
        make, fields = composed(bench, self.body, (), self.also), headers(bench, self.headers, self.media_type)
        if bench.still(self.body) and bench.still(self.also):
            same = orjson.dumps(make({}))
            if bench.still(self.headers):
                whole = Reply(status=self.status, headers=fields({}), body=same)
                return lambda call: whole
            return lambda call: Reply(status=self.status, headers=fields(call.scope), body=same)

        def step(call: Call) -> Reply:
            body = make(call.scope)
            if body is MISSING:
                raise LookupError(f"{self.id}: there is nothing to answer with")
            return Reply(status=self.status, headers=fields(call.scope), body=orjson.dumps(body))

        return step


def headers(bench: Bench, written: dict[str, str], media_type: str = "") -> Callable[[Scope], Fields]:
    """Return what fills the header fields of an answer; one whose text names nothing is left out."""
    first = (("Content-Type", media_type),) if media_type else ()
    fields = [(name, bench.text(text)) for name, text in written.items()]
    return lambda scope: (*first, *((name, found) for name, text in fields if (found := text(scope))))


class Page(Act, frozen=True, kw_only=True, tag="page"):
    """Answers with one page of a shelf, oldest first: `items`, `total` and, but for the last, `nextCursor`."""

    in_: Name = msgspec.field(name="in")
    of: str = ""
    default: int = 20
    most: int = 100
    status: Status = 200
    headers: dict[str, str] = msgspec.field(default_factory=dict)
    media_type: str = JSON
    heed_limit: bool = True
    """Whether the client's limit is obeyed."""
    lost: Annotated[int, msgspec.Meta(ge=0)] = 0
    """Elements that get lost between two pages."""
    answers: ClassVar[bool] = True

    def ready(self, bench: Bench) -> Step:
        of, fields = bench.text(self.of), headers(bench, self.headers, self.media_type)
        bad_limit = problem(400, f"limit is a whole number from 1 to {self.most}, given once.")
        bad_cursor = problem(400, "cursor is not one that was given here.")

        def step(call: Call) -> Reply:
            asked = _query(call.query)
            limit = _limit(asked.get("limit", []), self.default, self.most)
            if limit is None:
                return bad_limit
            start = _start(asked.get("cursor", []))
            if start is None:
                return bad_cursor
            shelf = call.world.store.look(self.in_, of(call.scope))
            end = start + (limit if self.heed_limit else self.most)
            page: dict[str, Any] = {"items": shelf.slice(start, end - start), "total": len(shelf)}
            if end < len(shelf):
                page["nextCursor"] = _cursor(end + self.lost)
            return Reply(status=self.status, headers=fields(call.scope), body=orjson.dumps(page))

        return step


def _query(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    if text:
        for name, value in parse_qsl(text, keep_blank_values=True, encoding="utf-8", errors="replace"):
            found.setdefault(name, []).append(value)
    return found


def _limit(given: list[str], default: int, most: int) -> int | None:
    if not given:
        return default
    text = given[0]
    fine = len(given) == 1 and len(text) <= 9 and text.isascii() and text.isdecimal() and 1 <= int(text) <= most
    return int(text) if fine else None


def _cursor(start: int) -> str:
    return base64.urlsafe_b64encode(f"offset:{start}".encode()).decode().rstrip("=")


def _start(given: list[str]) -> int | None:
    """The position that a cursor stands for, 0 without one, None for one that was not given here."""
    if not given:
        return 0
    try:
        text = base64.urlsafe_b64decode(given[0] + "=" * (-len(given[0]) % 4)).decode("ascii")
    except (binascii.Error, ValueError):
        return None
    name, _, number = text.partition(":")
    ours = len(given) == 1 and name == "offset" and number.isdecimal() and len(number) <= 9
    return int(number) if ours and _cursor(int(number)) == given[0] else None


class Notify(Act, frozen=True, kw_only=True, tag="notify"):
    """Calls somebody back: POSTs JSON to a URL in the background; nothing where there is no URL."""

    url: str
    body: dict[str, Any]

    def ready(self, bench: Bench) -> Step:
        url, body = bench.text(self.url), bench.value(self.body)

        def step(call: Call) -> None:
            address = url(call.scope)
            if address:
                call.world.send(address, orjson.dumps(body(call.scope)))

        return step


class Wait(Act, frozen=True, kw_only=True, tag="wait"):
    """Lets the answer wait."""

    seconds: Annotated[float, msgspec.Meta(ge=0)]

    def ready(self, bench: Bench) -> Step:
        def step(call: Call) -> None:
            call.pause += self.seconds

        return step
