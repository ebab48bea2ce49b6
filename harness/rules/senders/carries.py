"""`carries/1`: what a product says to a partner on a given occasion holds what that occasion asks for."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, Final, TypeAlias

import msgspec

from harness.errors import ProfileError
from harness.evidence import ExchangeId
from harness.expression import MISSING, follow, parse_pointer
from harness.reading import NotJson, Reading
from harness.reading.addressed import prefix_of
from harness.rules import base

IN_PLACE: Final = frozenset({"PUT", "PATCH", "DELETE"})

Given: TypeAlias = dict[str, tuple[ExchangeId, bool]]
"""Identifiers that a partner gave: by which answer, and whether to what is meant."""


class Params(base.Params, frozen=True, kw_only=True):
    """Which calls are looked at, and what they must hold; something of it is asked."""

    operations: tuple[str, ...]
    marked: str = ""
    """Where a text stands that tells the occasion; empty: every call of these operations is one."""
    like: str = ""
    """How that text begins."""
    pointers: tuple[str, ...] = ()
    """Places of the content that hold something."""
    fixtures: dict[str, str] = msgspec.field(default_factory=dict)
    """Places of the content, and the fixture that each holds."""
    given: str = ""
    """A place that holds an identifier which a partner gave earlier."""
    created: str = ""
    """The operation whose answer gives it."""
    at: str = ""
    """Where, in that answer."""
    of: str = ""
    """How the text at `marked` begins in the message whose answer gave it; empty: any that was given will do."""
    untouched: str = ""
    """The operation that reads a thing which nobody replaces, changes or deletes."""


class Watch(base.Following):
    """Keeps the identifiers that were given, and looks at the calls that the occasion asks for."""

    def __init__(self, params: Params, world: base.World) -> None:
        if (
            bool(params.marked) != bool(params.like)
            or len({bool(params.given), bool(params.created), bool(params.at)}) > 1
        ):
            raise ProfileError("marked goes with like, and given with created and at")
        if not (params.pointers or params.fixtures or params.given):
            raise ProfileError("nothing is asked of these calls")
        if params.untouched and world.contract.operation(params.untouched) is None:
            raise ProfileError(f"untouched names {params.untouched!r}, which the API description does not have")
        self.operations = None
        self._p = params
        self._marked, self._given, self._at = map(parse_pointer, (params.marked, params.given, params.at))
        self._fixtures = {place: world.fixture(name) for place, name in params.fixtures.items()}

    def select(self, x: Reading) -> Hashable | None:
        """One key a partition."""
        return x.id.partition if x.to_partner else None

    def step(self, state: Any, x: Reading) -> tuple[Any, tuple[base.Sign, ...]]:
        """Hold a call of the occasion against what it should hold; note what its answer gives."""
        given: Given = state or {}
        sign = self._edited(x) if x.operation is None else self._said(x, given)
        if x.operation_id == self._p.created and x.operation_id and not isinstance(x.reply_json, NotJson):
            value = follow(x.reply_json, self._at)
            given = {**given, value: (x.id, self._is_meant(x))} if isinstance(value, str) else given
        return given, () if sign is None else (sign,)

    def _edited(self, x: Reading) -> base.Sign | None:
        request = x.exchange.request
        if not self._p.untouched or request.method not in IN_PLACE:
            return None
        found = x.contract.match("GET", request.target, prefix_of(x.base))
        touched = found is not None and found.operation.id == self._p.untouched
        return base.broke(x, "edited", cause=f"edited/{self._p.untouched}", method=request.method) if touched else None

    def _said(self, x: Reading, given: Given) -> base.Sign | None:
        body = x.request_json
        if x.operation_id not in self._p.operations or isinstance(body, NotJson) or not self._is_occasion(body):
            return None
        for place in (*self._p.pointers, *self._fixtures):
            if follow(body, parse_pointer(place)) in (MISSING, None, "", [], {}):
                return base.broke(x, "not-carried", cause=f"not-carried/{place}", pointer=place)
        for place, value in self._fixtures.items():
            if value is None:
                return base.unsure(x, "fixture-unknown", fixture=self._p.fixtures[place])
            if follow(body, parse_pointer(place)) != value:
                return base.broke(x, "other-value", cause=f"other-value/{place}", pointer=place)
        return self._named(x, given) if self._p.given else base.passed(x)

    def _named(self, x: Reading, given: Given) -> base.Sign | None:
        """Hold that what is named is what is meant, and not the thing itself that this is said of."""
        if not any(is_meant for _, is_meant in given.values()):
            return None  # what the partner gave is not known here
        name = follow(x.request_json, self._given)
        id, is_meant = given.get(name, (None, False)) if isinstance(name, str) else (None, False)
        if id is None:
            return base.broke(x, "own-identifier", cause=f"own-identifier{self._p.given}")
        if not is_meant or name in x.path_params.values():
            return base.broke(x, "another-identifier", cause=f"another-identifier{self._p.given}", cites=(id,))
        return base.passed(x, id)

    def _is_meant(self, x: Reading) -> bool:
        return not isinstance(x.request_json, NotJson) and self._begins(x.request_json, self._p.of)

    def _is_occasion(self, body: Any) -> bool:
        return self._begins(body, self._p.like)

    def _begins(self, body: Any, with_: str) -> bool:
        text = follow(body, self._marked) if with_ else ""
        return isinstance(text, str) and text.startswith(with_)


KIND = base.RuleKind("carries/1", Params, Watch)
