"""Names the properties of a request that make a requirement fit it, recomputed by the judge from the bytes (law 5).

A closed table of small predicates, not a language: a new property is a new name here.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from harness.contract import Problem
from harness.errors import ProfileError
from harness.expression import MISSING, follow, parse_pointer
from harness.expression.compare import json_equal
from harness.reading import NotJson, Reading
from harness.resources.traits import json_members
from harness.rules.base import World
from harness.rules.places import covers

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
NEVER = -(1 << 62)
"""How far ahead what is no time lies: before everything."""
NOT_JSON = frozenset(("syntax", "encoding", "empty"))
"""Reasons of `NotJson` for which content is not JSON, whatever a reader's limits are.

A byte order mark may be ignored (RFC 8259 section 8.1), and forms that are not JSON may be accepted (section 9), as
NaN and Infinity commonly are: who reads them has a right to.
"""


class Condition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One property; all that are given must hold."""

    is_: str = msgspec.field(name="is")
    """A name of CONDITIONS."""
    pointer: str = ""
    """Where in the request's JSON (RFC 6901); for `invalid`, '/' is anywhere inside of it."""
    name: str = ""
    """For `invalid`: the parameter or header field that is wrong."""
    code: str = ""
    """For `invalid`: the problem's code (`required`, `maxLength` ...); empty: any."""
    fixture: str = ""
    value: Any = None
    seconds: int = 0
    identity: str = ""


Holds = Callable[[Reading], bool]
Explains = Callable[[Problem], bool]


def _nothing(problem: Problem) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Property:
    """One property at work."""

    holds: Holds
    explains: Explains = _nothing
    """Whether a problem of the request is what this property is about."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """Properties that must all hold."""

    parts: tuple[Property, ...]

    def hold(self, x: Reading) -> bool:
        """Tell whether all hold."""
        # A loop, not all(): this runs for nearly every exchange.
        for part in self.parts:  # noqa: SIM110
            if not part.holds(x):
                return False
        return True

    def alone(self, x: Reading) -> bool:
        """Tell whether nothing else is wrong with the request, so that a refusal can only be for these."""
        if not x.request_check.sure:
            return False
        return all(any(part.explains(problem) for part in self.parts) for problem in x.request_problems)


def compile_conditions(conditions: tuple[Condition, ...], world: World) -> Conditions:
    """Return the conditions at work. Raises ProfileError for a name that the table lacks."""
    return Conditions(tuple(_compile(c, world) for c in conditions))


def _compile(condition: Condition, world: World) -> Property:
    make = CONDITIONS.get(condition.is_)
    if make is None:
        raise ProfileError(f"unknown condition {condition.is_!r}", hint=f"There are: {', '.join(CONDITIONS)}.")
    return make(condition, world)


def at(x: Reading, pointer: tuple[str, ...], text: str) -> Any:
    """Return the value in the request's JSON, or MISSING, also where it was overwritten before keeping."""
    value = x.request_json
    return MISSING if isinstance(value, NotJson) or x.is_redacted(text, "request.body") else follow(value, pointer)


def _invalid(c: Condition, world: World) -> Property:
    def explains(p: Problem) -> bool:
        if c.pointer and not (p.part == "body" and covers(c.pointer, p.pointer)):
            return False
        return c.code in ("", p.code) and c.name.lower() in ("", p.name.lower())

    def holds(x: Reading) -> bool:
        problems = x.request_problems  # most requests have none, and this is asked of nearly every one
        return bool(problems) and any(map(explains, problems))

    return Property(holds, explains)


def _valid(c: Condition, world: World) -> Property:
    return Property(lambda x: x.request_is_valid)


def _extended(body: bytes) -> bool:
    """Tell whether content is JSON but for NaN and Infinity."""
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return False
    return True


def _malformed(c: Condition, world: World) -> Property:
    def holds(x: Reading) -> bool:
        value = x.request_json if x.exchange.request.body else None
        return isinstance(value, NotJson) and value.why in NOT_JSON and not _extended(x.request_bytes)

    return Property(holds, lambda p: p.part == "body" and p.code == "not_json")


def _equals(c: Condition, world: World) -> Property:
    pointer = parse_pointer(c.pointer)
    wanted = world.fixture(c.fixture) if c.fixture else c.value
    return Property(lambda x: wanted is not None and json_equal(at(x, pointer, c.pointer), wanted))


def _differs(c: Condition, world: World) -> Property:
    pointer = parse_pointer(c.pointer)
    unwanted = world.fixture(c.fixture) if c.fixture else c.value

    def holds(x: Reading) -> bool:
        value = at(x, pointer, c.pointer)
        return unwanted is not None and value is not MISSING and not json_equal(value, unwanted)

    return Property(holds)


def _future(c: Condition, world: World) -> Property:
    return Property(_ahead(c, world, lambda ahead, limit: ahead > limit))


def _not_future(c: Condition, world: World) -> Property:
    return Property(_ahead(c, world, lambda ahead, limit: ahead <= limit))


def _ahead(c: Condition, world: World, compare: Callable[[int, int], bool]) -> Holds:
    pointer, limit, skew = parse_pointer(c.pointer), c.seconds * 1_000_000, world.context.environment.skew
    return lambda x: compare(ahead(at(x, pointer, c.pointer), x.sent_at + skew), limit)


def _identity(c: Condition, world: World) -> Property:
    return Property(lambda x: x.exchange.identity == c.identity)


def _undescribed(c: Condition, world: World) -> Property:
    """A member at the top of the content that the description does not have, while it has others."""
    known: dict[str, frozenset[str]] = {}

    def holds(x: Reading) -> bool:
        sent = x.request_json if x.operation is not None and x.exchange.request.body else None
        if not isinstance(sent, dict) or x.operation is None:
            return False
        if x.operation_id not in known:
            known[x.operation_id] = json_members(x.operation)
        described = known[x.operation_id]
        return bool(described and sent.keys() - described)

    return Property(holds, lambda p: p.part == "body" and p.code in ("additionalProperties", "unevaluatedProperties"))


def ahead(value: Any, now: int) -> int:
    """Return by how many microseconds an RFC 3339 time lies after `now`; `NEVER` for what is no such time."""
    moment = instant(value)
    return NEVER if moment is None else moment - now


def instant(value: Any) -> int | None:
    """Return an RFC 3339 time as microseconds since 1970, or None for what is none or lacks its offset."""
    if not isinstance(value, str) or len(value) < 20:
        return None
    try:
        moment = datetime.fromisoformat(value)
        return None if moment.tzinfo is None else (moment - EPOCH) // MICROSECOND
    except (ValueError, OverflowError):
        return None


CONDITIONS: dict[str, Callable[[Condition, World], Property]] = {
    "invalid": _invalid,
    "valid": _valid,
    "malformed": _malformed,
    "equals": _equals,
    "differs": _differs,
    "future": _future,
    "not-future": _not_future,
    "identity": _identity,
    "undescribed": _undescribed,
}
