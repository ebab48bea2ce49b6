"""`uses/1`: what a product says further about a thing it says under the identifier that its partner gave it."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from harness.errors import ProfileError
from harness.evidence import ExchangeId
from harness.expression import follow, parse_pointer
from harness.reading import NotJson, Reading
from harness.rules import base


class Params(base.Params, frozen=True, kw_only=True):
    """Who gives the identifier, and where it is used."""

    created: str
    """The operation whose answer gives it."""
    pointer: str
    """Where, in that answer."""
    parameter: str
    """The path parameter of other operations that holds it."""


class Watch(base.Following):
    """Keeps the identifiers that were given, and looks at those that are used."""

    def __init__(self, params: Params, world: base.World) -> None:
        self.operations = None
        self._params = params
        self._path = parse_pointer(params.pointer)
        if not any(o.parameter("path", params.parameter) for o in world.contract.operations):
            raise ProfileError(f"no operation has the path parameter {params.parameter!r}")

    def select(self, x: Reading) -> Hashable | None:
        """One key a partition and partner."""
        if not x.to_partner or x.operation is None:
            return None
        return x.id.partition, x.exchange.to_party

    def step(self, state: Any, x: Reading) -> tuple[Any, tuple[base.Sign, ...]]:
        """Note what is given; hold what is used against it."""
        given: dict[str, ExchangeId] = state or {}
        if x.operation_id == self._params.created:
            value = follow(x.reply_json, self._path) if not isinstance(x.reply_json, NotJson) else None
            return ({**given, value: x.id} if isinstance(value, str) else given), ()
        used = x.path_params.get(self._params.parameter)
        if used is None:
            return given, ()
        if used in given:
            return given, (base.passed(x, given[used]),)
        if not given or (x.status is not None and 200 <= x.status < 300):
            return given, ()  # it was given before anybody wrote down what was said, for the partner knows it
        return given, (base.broke(x, "own-identifier", cause="own-identifier"),)


KIND = base.RuleKind("uses/1", Params, Watch)
