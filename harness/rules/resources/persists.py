"""`persists/1`: what is written stays: what was made, replaced or changed is read back so, what was refused is not."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from harness.errors import ProfileError
from harness.evidence import ExchangeId
from harness.expression import MISSING, follow, parse_pointer
from harness.expression.compare import is_number
from harness.reading import NotJson, Reading
from harness.resources import Resource
from harness.rules import base
from harness.rules.conditions import instant
from harness.rules.things import MOST_KEPT, Address, OfThings, address_of, members, plain_value, succeeded

CHECKS = ("create", "replace", "update", "text", "case", "whole", "refused")
REFUSED = frozenset((409, 412, 428))


class Params(base.Params, frozen=True, kw_only=True):
    """Which writes are held against what is read after them."""

    check: str
    """`create`, `replace`, `update`; `text` (letters beyond ASCII, to the letter); `case` (upper and lower case);
    `whole` (what a replacement leaves out is gone); `refused` (changes on an outdated version that were refused)."""


class _Item:
    """What is known of one item."""

    __slots__ = ("changed", "left_out", "refused", "refused_at", "role", "written", "written_at")

    def __init__(self) -> None:
        self.written: dict[str, Any] = {}
        """By pointer: what it should hold."""
        self.changed: tuple[str, ...] = ()
        """Pointers whose values the last write changed; after a creation all that were sent."""
        self.left_out: dict[str, Any] = {}
        """What a replacement left out, as it had been written before."""
        self.role = ""
        self.written_at: ExchangeId | None = None
        self.refused: dict[str, Any] = {}
        self.refused_at: ExchangeId | None = None


class Watch(OfThings):
    """Remembers what was written to each item of a partition, and compares each read with it."""

    def __init__(self, params: Params, world: base.World) -> None:
        super().__init__(world)
        if params.check not in CHECKS:
            raise ProfileError(f"persists/1: no check {params.check!r}", hint=f"There are: {', '.join(CHECKS)}.")
        self._check = params.check

    def look(self, state: dict[Address, _Item], resource: Resource, role: str, x: Reading) -> Iterator[base.Sign]:
        """Take in a write; judge a read."""
        address = address_of(resource, role, x)
        if address is None or role == "list":
            return
        if role == "read":
            item = state.get(address)
            if item is not None and x.status == 200 and x.exchange.request.method == "GET":
                yield from self._read(item, resource, x)
        elif role == "delete":
            state.pop(address, None)
        elif len(state) < MOST_KEPT or address in state:
            _write(state.setdefault(address, _Item()), resource, role, x)
            if x.status is None or x.status >= 500 or x.status == 202:
                state.pop(address, None)  # nobody knows what it holds now

    def _read(self, item: _Item, resource: Resource, x: Reading) -> Iterator[base.Sign]:
        place, thing = next(members(resource, "read", x), ("", MISSING))
        if thing is MISSING or isinstance(x.reply_json, NotJson):
            return
        if self._check == "refused":
            yield from _not_taken(item, x, place, thing)
        elif self._check == "whole":
            yield from _gone(item, x, place, thing)
        elif item.written_at is not None and self._check in (item.role, "text", "case"):
            yield from self._kept(item, x, place, thing)

    def _kept(self, item: _Item, x: Reading, place: str, thing: Any) -> Iterator[base.Sign]:
        compared = False
        for pointer in item.changed:
            sent = item.written[pointer]
            if self._check in SELECTED and not SELECTED[self._check](sent):
                continue
            back = plain_value(x, place, thing, pointer)
            if back is MISSING and x.is_redacted(f"{place}{pointer}"):
                continue
            if self._check == "case" and not alike(sent, back):
                continue  # another value altogether: that is for others to tell
            compared = True
            if not (
                sent == back
                if self._check == "text"
                else _as_written(sent, back)
                if self._check == "case"
                else alike(sent, back)
            ):
                code = "lost" if back is MISSING or back is None else "changed"
                # A method that is not carried out shows wherever it is offered, and each time on another member.
                cause = "update-not-kept" if self._check == "update" else f"{self._check}-{code}/{x.operation_id}"
                assert item.written_at is not None
                yield base.broke(x, code, cause=cause, cites=(item.written_at,), pointer=pointer)
                return
        if compared and item.written_at is not None:
            yield base.passed(x, item.written_at)


def _not_taken(item: _Item, x: Reading, place: str, thing: Any) -> Iterator[base.Sign]:
    """Compare what was refused with what is there."""
    if item.refused_at is None:
        return
    compared = False
    for pointer, value in item.refused.items():
        back = plain_value(x, place, thing, pointer)
        # What it held before is not known where no answer came to what made it: it may have been the same.
        if back is MISSING or pointer not in item.written or alike(item.written[pointer], value):
            continue
        compared = True
        if alike(value, back):
            yield base.broke(x, "refused-and-taken", cites=(item.refused_at,), pointer=pointer)
            return
    if compared:
        yield base.passed(x, item.refused_at)


def _gone(item: _Item, x: Reading, place: str, thing: Any) -> Iterator[base.Sign]:
    """Look for what the last replacement left out."""
    if item.written_at is None or not item.left_out:
        return
    for pointer, value in item.left_out.items():
        back = plain_value(x, place, thing, pointer)
        if back is not MISSING and back is not None and alike(value, back):
            yield base.broke(x, "left-out-and-kept", cites=(item.written_at,), pointer=pointer)
            return
    yield base.passed(x, item.written_at)


def _write(item: _Item, resource: Resource, role: str, x: Reading) -> None:
    sent = _fields(resource, x.request_json)
    if x.status in REFUSED:
        item.refused, item.refused_at = sent, x.id
        return
    if not succeeded(x) or not sent:
        return
    if role == "create":
        sent |= _set_by_product(resource, x, sent)
    before = item.written
    item.written = {**before, **sent} if role == "update" else sent
    item.left_out = {p: v for p, v in before.items() if p not in sent and v is not None} if role == "replace" else {}
    item.changed = tuple(p for p in sent if role == "create" or not alike(before.get(p, MISSING), sent[p]))
    item.role, item.written_at = role, x.id
    item.refused, item.refused_at = {}, None


def _set_by_product(resource: Resource, x: Reading, sent: Mapping[str, Any]) -> dict[str, Any]:
    """Return the states that the product gave what it made, where its answer says so: it is to keep to those."""
    place, thing = next(members(resource, "create", x), ("", MISSING))
    shown = {p: plain_value(x, place, thing, p) for p in resource.states if p in sent and thing is not MISSING}
    return {p: value for p, value in shown.items() if value is not MISSING and value is not None}


def _fields(resource: Resource, body: Any) -> dict[str, Any]:
    """Return the scalars at the top of a body that are written and read back, by pointer."""
    if not isinstance(body, dict):
        return {}
    found: Mapping[str, Any] = {p: follow(body, parse_pointer(p)) for p in resource.writable}
    return {p: v for p, v in found.items() if isinstance(v, str | int | float) or v is None}


def alike(sent: Any, back: Any) -> bool:
    """Compare scalars as a fair reader would: the same number, instant or text, whatever its case and blanks.

    A product may write a postcode or an address of e-mail in its own way; that is for `text`, and for others, to tell.
    """
    if sent is None or sent is MISSING:
        return back is None or back is MISSING
    if isinstance(sent, bool) or isinstance(back, bool):
        return sent is back
    if is_number(sent) or is_number(back):
        return str(sent) == str(back) or (is_number(sent) and is_number(back) and bool(sent == back))
    if not isinstance(sent, str) or not isinstance(back, str):
        return False
    moment = instant(sent)
    return _folded(sent) == _folded(back) or (moment is not None and moment == instant(back))


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _as_written(sent: Any, back: Any) -> bool:
    """Tell whether a text came back in the case in which it was sent; blanks may differ."""
    return not isinstance(sent, str) or "".join(sent.split()) == "".join(str(back).split()) or instant(sent) is not None


SELECTED: Mapping[str, Callable[[Any], bool]] = {
    "text": lambda sent: isinstance(sent, str) and not sent.isascii(),
    "case": lambda sent: isinstance(sent, str) and sent.lower() != sent.upper(),
}
"""Which values a check looks at; others look at all."""

KIND = base.RuleKind("persists/1", Params, Watch)
