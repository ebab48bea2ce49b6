"""Names the properties of a request that make a requirement fit it, recomputed by the judge from the bytes (law 5).

A closed table of small predicates, not a language: a new property is a new name here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec

from harness.errors import ProfileError
from harness.expression import MISSING, follow, parse_pointer
from harness.reading import NotJson, Reading
from harness.rules.base import World


class Condition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One property; all that are given must hold."""

    is_: str = msgspec.field(name="is")
    """A name of CONDITIONS."""
    pointer: str = ""
    """Where in the request's JSON (RFC 6901)."""
    code: str = ""
    """For `invalid`: the problem's code (`required`, `maxLength` ...); empty: any."""
    fixture: str = ""
    value: Any = None
    seconds: int = 0
    identity: str = ""


Holds = Callable[[Reading], bool]


def compile_conditions(conditions: tuple[Condition, ...], world: World) -> Holds:
    """Return a function that says whether all hold. Raises ProfileError for a name that the table lacks."""
    parts = tuple(_compile(c, world) for c in conditions)
    return lambda x: all(part(x) for part in parts)


def _compile(condition: Condition, world: World) -> Holds:
    make = CONDITIONS.get(condition.is_)
    if make is None:
        raise ProfileError(f"unknown condition {condition.is_!r}", hint=f"There are: {', '.join(CONDITIONS)}.")
    return make(condition, world)


def at(x: Reading, pointer: tuple[str, ...]) -> Any:
    """Return the value in the request's JSON, or MISSING."""
    value = x.request_json
    return MISSING if isinstance(value, NotJson) else follow(value, pointer)


def _invalid(c: Condition, world: World) -> Holds:
    def holds(x: Reading) -> bool:
        problems = x.request_problems
        if not c.pointer and not c.code:
            return bool(problems)
        return any(p.pointer.startswith(c.pointer) and c.code in ("", p.code) for p in problems)

    return holds


def _valid(c: Condition, world: World) -> Holds:
    return lambda x: x.request_is_valid


def _malformed(c: Condition, world: World) -> Holds:
    return lambda x: bool(x.exchange.request.body) and isinstance(x.request_json, NotJson)


def _equals(c: Condition, world: World) -> Holds:
    pointer = parse_pointer(c.pointer)
    wanted = world.fixture(c.fixture) if c.fixture else c.value
    return lambda x: wanted is not None and at(x, pointer) == wanted


def _differs(c: Condition, world: World) -> Holds:
    pointer = parse_pointer(c.pointer)
    unwanted = world.fixture(c.fixture) if c.fixture else c.value

    def holds(x: Reading) -> bool:
        value = at(x, pointer)
        return unwanted is not None and value is not MISSING and value != unwanted

    return holds


def _future(c: Condition, world: World) -> Holds:
    pointer, skew = parse_pointer(c.pointer), world.context.environment.skew
    return lambda x: ahead(at(x, pointer), x.sent_at + skew) > c.seconds * 1_000_000


def _not_future(c: Condition, world: World) -> Holds:
    pointer, skew = parse_pointer(c.pointer), world.context.environment.skew
    return lambda x: ahead(at(x, pointer), x.sent_at + skew) <= c.seconds * 1_000_000


def _identity(c: Condition, world: World) -> Holds:
    return lambda x: x.exchange.identity == c.identity


def ahead(value: Any, now: int) -> int:
    """Return by how many microseconds an RFC 3339 time lies after `now`; what is no such time lies before everything."""
    if not isinstance(value, str):
        return -(1 << 62)
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return -(1 << 62)
    if moment.tzinfo is None:
        return -(1 << 62)
    return int(moment.timestamp() * 1_000_000) - now


CONDITIONS: dict[str, Callable[[Condition, World], Holds]] = {
    "invalid": _invalid,
    "valid": _valid,
    "malformed": _malformed,
    "equals": _equals,
    "differs": _differs,
    "future": _future,
    "not-future": _not_future,
    "identity": _identity,
}
