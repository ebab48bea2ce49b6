"""`isolation/1`: what one party made is invisible to a party that it was not shared with (OWASP API1:2023)."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from harness.evidence import ExchangeId
from harness.expression import follow, parse_pointer
from harness.reading import NotJson, Reading
from harness.rules import base
from harness.rules.security.strangers import turned_away
from harness.rules.statuses import Statuses, compile_statuses

MOST_KEPT = 1_000


class Params(base.Params, frozen=True, kw_only=True):
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


class Watch(base.Following):
    """Remembers what the owner made in the partition, and judges the stranger's requests for it."""

    def __init__(self, params: Params, world: base.World) -> None:
        self.operations = frozenset((params.create, *params.operations))
        self._p = params
        self._id = parse_pointer(params.id)
        self._refuses = compile_statuses(params.statuses)

    def select(self, x: Reading) -> Hashable | None:
        """One key a partition."""
        return None if x.from_product else x.id.partition

    def step(self, state: Any, x: Reading) -> tuple[Any, tuple[base.Sign, ...]]:
        """Remember a creation; judge a stranger's request."""
        owned: dict[str, ExchangeId] = state if state is not None else {}
        if x.operation_id == self._p.create and x.exchange.identity == self._p.owner:
            self._remember(owned, x)
        made = owned.get(x.path_params.get(self._p.parameter, ""))
        if made is None or x.exchange.identity != self._p.stranger or x.operation_id not in self._p.operations:
            return owned, ()
        sign = turned_away(x, made, self._refuses)
        return owned, (sign,) if sign is not None else ()

    def _remember(self, owned: dict[str, ExchangeId], x: Reading) -> None:
        if x.status == 201 and not isinstance(x.reply_json, NotJson) and len(owned) < MOST_KEPT:
            name = follow(x.reply_json, self._id)
            if isinstance(name, str | int) and not isinstance(name, bool):
                owned[str(name)] = x.id


KIND = base.RuleKind("isolation/1", Params, Watch)
