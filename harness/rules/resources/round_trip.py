"""`round-trip/1`: what was written is read back as it was written, to the last letter."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Any

import msgspec

from harness.errors import ProfileError
from harness.evidence import ExchangeId
from harness.expression import MISSING, follow, parse_pointer
from harness.expression.compare import is_number
from harness.reading import NotJson, Reading
from harness.rules import base
from harness.rules.conditions import instant
from harness.rules.things import is_name
from harness.walks import SAFE

MOST_KEPT = 256
"""Written things remembered for one partition."""


class Params(base.Params, frozen=True, kw_only=True):
    """What is written where, and where it is read back."""

    write: tuple[str, ...]
    read: tuple[str, ...]
    id: str
    """Pointer to the identifier in the reply to the write."""
    fields: tuple[str, ...]
    """Pointers into the request that must be found again, at the same place of what is read."""
    parameter: str = ""
    """Path parameter of the read that holds the identifier; empty where the read is a list."""
    items: str = ""
    """Pointer to the elements of a list; the element with the identifier at `id` is compared."""


class _Written(msgspec.Struct, frozen=True):
    """What one write sent."""

    fields: dict[str, Any]
    """By pointer, as written in the profile."""
    at: ExchangeId
    by: str
    """Whose identity it was sent with: another may see less of it."""


class Watch(base.Following):
    """Remembers what each successful write sent, and compares it with every later read in the partition."""

    def __init__(self, params: Params, world: base.World) -> None:
        if bool(params.parameter) == bool(params.items):
            raise ProfileError("round-trip/1 takes either `parameter` (one thing is read) or `items` (a list is read)")
        changing = (o.id for o in world.contract.operations if o.method not in SAFE)
        self.operations = frozenset(("", *params.write, *params.read, *changing))
        self._writes, self._reads = frozenset(params.write), frozenset(params.read)
        self._id = parse_pointer(params.id)
        self._fields = tuple((text, parse_pointer(text)) for text in params.fields)
        self._parameter = params.parameter
        self._items_text = params.items
        self._items = parse_pointer(params.items) if params.items else None

    def select(self, x: Reading) -> Hashable | None:
        """One key a partition."""
        return None if x.from_product else x.id.partition

    def step(self, state: Any, x: Reading) -> tuple[Any, tuple[base.Sign, ...]]:
        """Remember a write; compare a read; forget what anything else may have changed."""
        written: dict[str, _Written] = state if state is not None else {}
        succeeded = x.status is not None and 200 <= x.status < 300
        if written and x.exchange.request.method not in SAFE and (succeeded or x.status is None or x.status >= 500):
            self._forget(written, x)
        if not succeeded or isinstance(x.reply_json, NotJson):
            return written, ()
        if x.operation_id in self._writes:
            self._remember(written, x)
        elif x.operation_id in self._reads:
            return written, tuple(self._compare(written, x))
        return written, ()

    def _forget(self, written: dict[str, _Written], x: Reading) -> None:
        named = set(x.path_params.values())
        if x.operation is None:
            named.update(name for name in written if name in x.exchange.request.target)
        for name in named:
            written.pop(name, None)

    def _remember(self, written: dict[str, _Written], x: Reading) -> None:
        name = follow(x.reply_json, self._id)
        if not is_name(name) or isinstance(x.request_json, NotJson) or len(written) >= MOST_KEPT:
            return
        sent = {text: follow(x.request_json, pointer) for text, pointer in self._fields}
        gone = x.request_redacted
        kept = {k: v for k, v in sent.items() if v is not MISSING and not (gone and gone.touches(k))}
        if kept:
            # A repeated message is answered as the first time; what it said the first time stands.
            written.setdefault(str(name), _Written(kept, x.id, x.exchange.identity))

    def _compare(self, written: dict[str, _Written], x: Reading) -> Iterator[base.Sign]:
        for name, place, element in self._elements(x):
            one = written.get(str(name)) if is_name(name) else None
            if one is not None and one.by == x.exchange.identity:
                yield from self._signs(x, one, place, element)

    def _elements(self, x: Reading) -> Iterator[tuple[Any, str, Any]]:
        if self._items is None:
            yield x.path_params.get(self._parameter), "", x.reply_json
            return
        found = follow(x.reply_json, self._items)
        for index, element in enumerate(found if isinstance(found, list) else ()):
            yield follow(element, self._id), f"{self._items_text}/{index}", element

    def _signs(self, x: Reading, one: _Written, place: str, element: Any) -> Iterator[base.Sign]:
        redacted = ""
        for text, pointer in self._fields:
            if text not in one.fields:
                continue
            if x.is_redacted(place + text):
                redacted = place + text
                continue
            back = follow(element, pointer)
            if not same(one.fields[text], back):
                code = "lost" if back is MISSING or back is None else "changed"
                cause = f"{code}{text}/{x.operation_id}"
                yield base.broke(x, code, cause=cause, cites=(one.at,), pointer=place + text)
                return
        if redacted:
            yield base.unsure(x, "redacted", pointer=redacted)
        elif any(value is not None for value in one.fields.values()):
            yield base.passed(x, one.at)  # that nothing came back of nothing shows nothing


def same(sent: Any, back: Any) -> bool:
    """Compare as JSON values; an object that came back may hold more than was sent, at any depth.

    A null that was sent may be left out, and a time may be written differently as long as it is the same instant.
    """
    if isinstance(sent, dict):
        return isinstance(back, dict) and all(same(v, back.get(k, MISSING)) for k, v in sent.items())
    if isinstance(sent, list):
        return isinstance(back, list) and len(sent) == len(back) and all(map(same, sent, back))
    if sent is None:
        return back is None or back is MISSING
    if isinstance(sent, str):
        return sent == back or (isinstance(back, str) and instant(sent) is not None and instant(sent) == instant(back))
    if is_number(sent):
        return is_number(back) and bool(sent == back)
    return sent is back


KIND = base.RuleKind("round-trip/1", Params, Watch)
