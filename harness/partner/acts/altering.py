"""Alters what was received before it is kept, as a careless product might."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Any, Final, Literal

from harness.expression import MISSING, parse_pointer
from harness.partner.acts.base import Act
from harness.partner.bench import Bench, Value
from harness.partner.call import Call, Step


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _ascii(value: Any) -> Any:
    return value.encode("ascii", "replace").decode() if isinstance(value, str) else value


def _digits(value: Any) -> Any:
    """At most 12 digits, as a UPRN has."""
    return re.sub("[^0-9]", "", str(value)).lstrip("0")[:12] or "1"


def _cut(value: Any) -> Any:
    return value[:2000] if isinstance(value, str) else value


def _union(value: Any) -> Any:
    """Every list in an object becomes all of them together."""
    if not isinstance(value, dict):
        return value
    whole = list(dict.fromkeys(item for part in value.values() if isinstance(part, list) for item in part))
    return {name: whole if isinstance(part, list) else part for name, part in value.items()}


def _whole(value: Any) -> Any:
    """A whole number, 0 or more."""
    try:
        return abs(int(float(value)))
    except (TypeError, ValueError, OverflowError):
        return 0


def _counted(value: Any) -> Any:
    return max(1, min(_whole(value), 1000))


def _decomposed(value: Any) -> Any:
    """Letters and their accents apart (Unicode NFD): it looks the same and is found no more."""
    return unicodedata.normalize("NFD", value) if isinstance(value, str) else value


def _swapped(value: Any) -> Any:
    return [value[1], value[0], *value[2:]] if isinstance(value, list) and len(value) > 1 else value


def _offset(value: Any) -> Any:
    return f"{value}+00:00" if isinstance(value, str) and re.fullmatch(r"[^Zz]*T[0-9:.]*", value) else value


ALTERATIONS: Final[dict[str, Callable[[Any], Any]]] = {
    "lower": _lower,
    "ascii": _ascii,
    "digits": _digits,
    "cut": _cut,
    "union": _union,
    "whole": _whole,
    "counted": _counted,
    "offset": _offset,
    "decomposed": _decomposed,
    "swapped": _swapped,
}
"""What can be done to a value, by name."""


class Alter(Act, frozen=True, kw_only=True, tag="alter"):
    """Changes the request's body from here on, at one place or, with `*` for an index, at several."""

    at: str
    """JSON pointer; nothing happens where its parent does not exist."""
    to: Any = None
    """Template of the value that stands there from now on."""
    by: Literal[
        "", "lower", "ascii", "digits", "cut", "union", "whole", "counted", "offset", "decomposed", "swapped"
    ] = ""
    """A named alteration of the value that stands there."""
    drop: bool = False
    """Take the value away."""
    missing: bool = False
    """Only where nothing stands there."""

    def ready(self, bench: Bench) -> Step:
        tokens, value = parse_pointer(self.at), bench.value(self.to)
        change = ALTERATIONS.get(self.by)

        def step(call: Call) -> None:
            request = call.scope["request"]
            request["body"] = self._altered(request["body"], tokens, lambda old: self._new(old, change, value, call))

        return step

    def _new(self, old: Any, change: Callable[[Any], Any] | None, value: Value, call: Call) -> Any:
        if self.missing and old is not MISSING:
            return old
        if self.drop:
            return MISSING
        if change is None:
            return value(call.scope)
        return old if old is MISSING else change(old)

    def _altered(self, node: Any, tokens: tuple[str, ...], new: Callable[[Any], Any]) -> Any:
        """A copy of the node with the place changed."""
        if not tokens:
            return new(node)
        token, rest = tokens[0], tokens[1:]
        if isinstance(node, list) and token == "*":
            return [self._altered(item, rest, new) for item in node]
        if not isinstance(node, dict) or (rest and token not in node):
            return node
        value = self._altered(node.get(token, MISSING), rest, new)
        kept = {name: part for name, part in node.items() if name != token}
        return kept if value is MISSING else {**node, token: value}
