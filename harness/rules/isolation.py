"""`isolation/1`: what one party made is invisible to a party that it was not shared with (OWASP API1:2023)."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from harness.expression import follow, parse_pointer
from harness.reading import NotJson, Reading
from harness.rules import base
from harness.rules.statuses import Statuses, compile_statuses

MOST_KEPT = 1_000


class Params(base.Params):
    """What is made, by which name it is asked for, and by whom it must not be seen."""

    create: str
    id: str
    """Pointer to the identifier in the reply to the creation."""
    parameter: str
    """Path parameter that takes the identifier."""
    operations: tuple[str, ...]
    owner: str = "own-agency"
    stranger: str = "other-agency"
    statuses: Statuses = (403, 404)


class Watch:
    """Remembers what the owner made in the partition, and judges the stranger's requests for it."""

    scope: base.Scope = "partition"

    def __init__(self, params: Params) -> None:
        self.operations: frozenset[str] | None = frozenset((params.create, *params.operations))
        self._p = params
        self._id = parse_pointer(params.id)
        self._refuses = compile_statuses(params.statuses)

    def select(self, x: Reading) -> Hashable | None:
        """One key a partition."""
        return None if x.from_product else x.id.partition

    def step(self, state: Any, x: Reading) -> tuple[Any, tuple[base.Sign, ...]]:
        """Remember a creation; judge a stranger's request."""
        owned: dict[Any, Any] = state if state is not None else {}
        if x.operation_id == self._p.create and x.exchange.identity == self._p.owner:
            if x.status == 201 and not isinstance(x.reply_json, NotJson) and len(owned) < MOST_KEPT:
                name = follow(x.reply_json, self._id)
                if isinstance(name, str):
                    owned[name] = x.id
            return owned, ()
        made = owned.get(x.path_params.get(self._p.parameter))
        if made is None or x.exchange.identity != self._p.stranger or x.operation_id not in self._p.operations:
            return owned, ()
        if x.status is None:
            sign = base.no_answer(x)
            return owned, (sign,) if sign else ()
        if self._refuses(x.status):
            return owned, (base.Passed((x.id, made)),)
        if x.status in (401, 429):
            return owned, (base.unsure(x, "hidden-by-status", status=x.status),)
        return owned, (base.broke(x, "seen-by-a-stranger", cites=(made,), status=x.status),)

    def conclude(self, key: Hashable, state: Any) -> tuple[base.Sign, ...]:
        """Every request has been judged as it came."""
        return ()


class Isolation:
    """The kind."""

    name = "isolation/1"
    Params = Params

    def watch(self, params: Params, world: base.World) -> Watch:
        """Put the rule to work."""
        return Watch(params)
