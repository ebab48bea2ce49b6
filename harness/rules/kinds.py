"""Says of what kind a request is: all that is odd about it, the most telling first; a plain one is of none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import unquote

from harness.jsonbytes import NotJson
from harness.reading import Reading
from harness.reading.request import SOUND
from harness.resources.traits import json_members
from harness.rules.weight import WAYS

LONG: Final = 10_000
"""Characters of a text from which it is long, whatever the description allows."""
DEEPEST: Final = 6
BEYOND_US: Final = ("depth", "number")
"""Reasons of `NotJson` that are limits of our own reader."""
NUL: Final = "\x00"
FAMILIES: Final = frozenset({"server-error", "never-answered", "not-a-refusal", "accepted-wrong-request"})
"""Root causes that lie in what is sent; the same kind of request may provoke them in many operations."""


def kinds(x: Reading) -> tuple[str, ...]:
    """Return the kinds that a request is of."""
    odd = [name for name, holds in KINDS if holds(x)]
    if x.credential not in SOUND:
        odd.append(f"credential-{x.credential}")
    if x.operation is None:
        odd.append("unknown-method" if x.operations_on_path else "unknown-path")
    return (*odd, *dict.fromkeys(f"{p.part}-{p.code}" for p in x.request_problems if p.code != "not_json"))


def _malformed(x: Reading) -> bool:
    """Leave out what only goes beyond our own reader: that is heavy, and JSON all the same."""
    if all(p.code != "not_json" for p in x.request_problems):
        return False
    value = x.request_json
    return not (isinstance(value, NotJson) and value.why in BEYOND_US)


def _nul(x: Reading) -> bool:
    body = x.exchange.request.body
    return NUL in unquote(x.exchange.request.target) or b"\\u0000" in body or b"\x00" in body


def _long(x: Reading) -> bool:
    if any(len(text) >= LONG for _, text in x.query_items) or len(x.exchange.request.target) >= LONG:
        return True
    return len(x.exchange.request.body) >= LONG and _longest(x.request_json, 0) >= LONG


def _longest(value: Any, depth: int) -> int:
    if isinstance(value, str):
        return len(value)
    if depth > DEEPEST or isinstance(value, NotJson):
        return 0
    members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return max((_longest(member, depth + 1) for member in members), default=0)


def _unknown_member(x: Reading) -> bool:
    sent = x.request_json if x.operation is not None and x.exchange.request.body else None
    described = json_members(x.operation) if x.operation is not None and isinstance(sent, dict) else frozenset()
    return bool(isinstance(sent, dict) and described and sent.keys() - described)


def _unknown_parameter(x: Reading) -> bool:
    if x.operation is None:
        return False
    return any(x.operation.parameter("query", name) is None for name, _ in x.query_items)


def _beyond_ascii(x: Reading) -> bool:
    return not unquote(x.exchange.request.target).isascii()


KINDS: Final[tuple[tuple[str, Callable[[Reading], bool]], ...]] = (
    ("large-content", WAYS["size"]),
    ("deep-content", WAYS["depth"]),
    ("long-list", WAYS["list"]),
    ("huge-number", WAYS["number"]),
    ("no-json", _malformed),
    ("unknown-media-type", lambda x: x.brings_undocumented_type),
    ("unacceptable", lambda x: x.accepts_nothing_documented),
    ("nul", _nul),
    ("long-text", _long),
    ("unknown-member", _unknown_member),
    ("unknown-parameter", _unknown_parameter),
    ("beyond-ascii", _beyond_ascii),
)
"""What may be odd about a request besides what is wrong with it, the most telling first."""
ORDER: Final = {name: place for place, (name, _) in enumerate(KINDS)}
