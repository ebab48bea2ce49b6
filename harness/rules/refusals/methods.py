"""`methods/1`: a method that a path does not take is refused with 405 and an Allow field (RFC 9110 section 15.5.6)."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any, Final

import msgspec

from harness.contract import Operation
from harness.evidence import ExchangeId
from harness.reading import Reading
from harness.rules import base
from harness.rules.statuses import Statuses, compile_statuses
from harness.verdict import Because

UNREMARKABLE: Final = frozenset({"HEAD", "OPTIONS", "TRACE", "CONNECT"})
GONE: Final = frozenset({404, 410})
UNTOLD: Final = frozenset({401, 403, 404, 405, 407, 410, 429})
"""Refusals that do not show whether the path is served at all."""
MOST_HELD: Final = 100
"""Answers held for one path until it shows whether it is served, and which methods it takes."""


class Params(base.Params, frozen=True, kw_only=True):
    """Which paths are looked at, by an operation on them; none given: all."""

    operations: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    """Which refused methods count; none given: every one that the path does not take."""
    statuses: Statuses = (405,)
    allow: bool = True
    """Whether the Allow field is looked at."""


class Path:
    """What one path without identifiers has shown so far."""

    __slots__ = ("allowed", "held", "served")

    def __init__(self) -> None:
        self.allowed: set[str] = set()
        """Methods that the product itself says the path takes."""
        self.served: ExchangeId | None = None
        """Shows that a method that the description has for it was taken up: else the base URL may be a wrong one."""
        self.held: list[base.Broke] = []


class Watch:
    """Looks at requests whose path is documented and whose method is not."""

    scope: base.Scope = "run"
    least: int = 1
    steers: bool = True

    def __init__(self, params: Params, world: base.World) -> None:
        operations = world.contract.operations
        self.operations: frozenset[str] | None = frozenset(("", *(o.id for o in operations if "{" not in o.path)))
        self._params = params
        self._paths = {o.path for o in operations if o.id in params.operations}
        self._refuses = compile_statuses(params.statuses)

    def select(self, x: Reading) -> Hashable | None:
        """Return the path, of a request that it does not take, or of one that shows that it is served."""
        if x.from_product:
            return None
        if x.operation is not None:
            return x.operation.path if _serves(x) else None
        return next(iter(x.operations_on_path.values())).path if self._asks(x) else None

    def _asks(self, x: Reading) -> bool:
        method, others = x.exchange.request.method, x.operations_on_path
        if x.method_is_taken or method in UNREMARKABLE or not others:
            return False
        if self._params.methods and method not in self._params.methods:
            return False
        return not self._paths or any(o.path in self._paths for o in others.values())

    def step(self, state: Any, x: Reading) -> tuple[Any, tuple[base.Sign, ...]]:
        """Give a method that was taken, refused otherwise, or refused without telling which are allowed."""
        path: Path = state or Path()
        if x.operation is not None:
            path.served = path.served or x.id
            return path, ()
        if x.status == 405 and not x.may_split and len(path.allowed) < MOST_HELD:
            allowed = _allow(x)
            # One that allows the very method that it refuses says of no method that it is taken.
            path.allowed |= allowed if x.exchange.request.method not in allowed else set()
        sign = self._look(x)
        if not isinstance(sign, base.Broke) or not (x.status in GONE or _taken(x)):
            return path, (sign,) if sign is not None else ()
        known = path.served is not None if x.status in GONE else bool(path.allowed)
        if known or len(path.held) >= MOST_HELD:
            return path, (_settled(path, sign),)
        path.held.append(base.held(sign, x))
        return path, ()

    def conclude(self, key: Hashable, state: Any) -> tuple[base.Sign, ...]:
        """Give what a path answered before it had shown whether it is served, and which methods it takes."""
        return tuple(_settled(state, sign) for sign in state.held)

    def _look(self, x: Reading) -> base.Sign | None:
        method, others = x.exchange.request.method, x.operations_on_path
        if x.status is None:
            return base.no_answer(x)
        place = next(iter(others.values())).path
        if self._refuses(x.status):
            return self._allowed(x, place, others)
        # Under a path with an identifier in it, 404 or 410 may mean that there is no such thing.
        if base.busy(x) or x.status in (401, 403) or (x.status in GONE and "{" in place) or x.may_split:
            return base.hidden(x)
        cause = f"method-not-refused/{x.status}"
        broke = base.broke(x, "method-not-refused", cause=cause, method=method, path=place, status=x.status)
        return msgspec.structs.replace(broke, operation=_named(others))

    def _allowed(self, x: Reading, place: str, others: Mapping[str, Operation]) -> base.Sign:
        if not self._params.allow or x.status != 405:
            return base.passed_if_there(x)
        missing = sorted(set(others) - _allow(x))
        if missing and x.may_split:
            return base.hidden(x)
        if missing:
            broke = base.broke(x, "allow-incomplete", cause="allow-incomplete", path=place, missing=missing)
            return msgspec.structs.replace(broke, operation=_named(others))
        return base.passed(x)


def _serves(x: Reading) -> bool:
    """Tell whether a documented operation was taken up, so that its path is there."""
    return not x.may_split and _taken(x)


def _taken(x: Reading) -> bool:
    """Tell whether an answer is one of who knows the method there."""
    status = x.status or 0
    return 200 <= status < 300 or (400 <= status < 500 and status not in UNTOLD)


def _allow(x: Reading) -> set[str]:
    return {method.strip().upper() for method in x.reply_headers.get("allow", "").split(",")}


def _settled(path: Path, sign: base.Broke) -> base.Sign:
    """Return what is left of a sign once it is known what the path takes, and whether it is there."""
    if sign.because.params["status"] in GONE:
        return _unserved(sign) if path.served is None else _beside(sign, path.served)
    return _left_out(sign) if sign.because.params["method"] in path.allowed else sign


def _left_out(sign: base.Broke) -> base.Unsure:
    """Say that the product takes the method, and only the description does not have it."""
    because = Because(code="method-left-out", params=sign.because.params)
    return base.Unsure(because=because, cites=sign.cites, blocks=False)


def _beside(sign: base.Broke, served: ExchangeId) -> base.Broke:
    """Cite besides what shows that the path is there."""
    return msgspec.structs.replace(sign, cites=(*sign.cites, served))


def _unserved(sign: base.Broke) -> base.Unsure:
    """Say that nothing under the path answered in this run: the address may be wrong, and not the product."""
    params = {key: sign.because.params[key] for key in ("path", "status")}
    return base.Unsure(because=Because(code="path-unserved", params=params), cites=sign.cites, blocks=False)


def _named(others: Mapping[str, Operation]) -> str:
    """Return the operation by which a path is named: its first."""
    return next(iter(others.values())).id


KIND = base.RuleKind("methods/1", Params, Watch)
