"""`round-trip/1`: what was written is read back as it was written, to the last letter."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from harness.errors import ProfileError
from harness.evidence import ExchangeId
from harness.expression import MISSING, follow, parse_pointer
from harness.reading import NotJson, Reading
from harness.rules import base

MOST_KEPT = 256
"""Written things remembered for one partition."""


class Params(base.Params):
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


class Watch:
    """Remembers what each successful write sent, and compares it with every later read in the partition."""

    scope: base.Scope = "partition"

    def __init__(self, params: Params) -> None:
        self.operations: frozenset[str] | None = frozenset((*params.write, *params.read))
        self._writes = frozenset(params.write)
        self._id = parse_pointer(params.id)
        self._fields = tuple((text, parse_pointer(text)) for text in params.fields)
        self._parameter = params.parameter
        self._items = parse_pointer(params.items) if params.items else None

    def select(self, x: Reading) -> Hashable | None:
        """One key a partition."""
        return None if x.from_product else x.id.partition

    def step(self, state: Any, x: Reading) -> tuple[Any, tuple[base.Sign, ...]]:
        """Remember a write; compare a read."""
        written: dict[Any, tuple[dict[str, Any], ExchangeId]] = state if state is not None else {}
        if x.status is None or not 200 <= x.status < 300 or isinstance(x.reply_json, NotJson):
            return written, ()
        if x.operation_id in self._writes:
            self._remember(written, x)
            return written, ()
        return written, tuple(self._compare(written, x))

    def conclude(self, key: Hashable, state: Any) -> tuple[base.Sign, ...]:
        """What was never read back shows nothing."""
        return ()

    def _remember(self, written: dict[Any, Any], x: Reading) -> None:
        name = follow(x.reply_json, self._id)
        if not isinstance(name, str | int) or isinstance(x.request_json, NotJson) or len(written) >= MOST_KEPT:
            return
        sent = {text: follow(x.request_json, pointer) for text, pointer in self._fields}
        written[name] = ({k: v for k, v in sent.items() if v is not MISSING}, x.id)

    def _compare(self, written: dict[Any, Any], x: Reading) -> list[base.Sign]:
        signs: list[base.Sign] = []
        for name, place, element in self._elements(x):
            if name not in written:
                continue
            sent, wrote = written[name]
            signs.append(self._sign(x, sent, wrote, place, element))
        return signs

    def _elements(self, x: Reading) -> list[tuple[Any, str, Any]]:
        if self._items is None:
            return [(x.path_params.get(self._parameter), "", x.reply_json)]
        found = follow(x.reply_json, self._items)
        place = "".join(f"/{part}" for part in self._items)
        return [
            (follow(e, self._id), f"{place}/{i}", e) for i, e in enumerate(found if isinstance(found, list) else ())
        ]

    def _sign(self, x: Reading, sent: dict[str, Any], wrote: ExchangeId, place: str, element: Any) -> base.Sign:
        for text, pointer in self._fields:
            if text not in sent:
                continue
            if x.is_redacted(place + text):
                return base.unsure(x, "redacted", pointer=place + text)
            back = follow(element, pointer)
            if back is MISSING or not same(sent[text], back):
                code = "lost" if back is MISSING or back is None else "changed"
                return base.broke(x, code, cause=f"{code}{text}/{x.operation_id}", cites=(wrote,), pointer=place + text)
        return base.Passed((x.id, wrote))


def same(sent: Any, back: Any) -> bool:
    """Compare as JSON values; an object that came back may hold more than was sent, at any depth."""
    if isinstance(sent, dict):
        return isinstance(back, dict) and all(k in back and same(v, back[k]) for k, v in sent.items())
    if isinstance(sent, list):
        return (
            isinstance(back, list) and len(sent) == len(back) and all(same(a, b) for a, b in zip(sent, back, strict=True))
        )
    if isinstance(sent, bool) or isinstance(back, bool):
        return sent is back
    return bool(sent == back)


class RoundTrip:
    """The kind."""

    name = "round-trip/1"
    Params = Params

    def watch(self, params: Params, world: base.World) -> Watch:
        """Put the rule to work."""
        if bool(params.parameter) == bool(params.items):
            raise ProfileError("round-trip/1 takes either `parameter` (one thing is read) or `items` (a list is read)")
        return Watch(params)
