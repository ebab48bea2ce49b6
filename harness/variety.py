"""Counts how many different requests each fuzzed operation was decided by, so that repeats do not pass for effort."""

from __future__ import annotations

import hashlib
from typing import Final

from harness.contract import Contract, Operation
from harness.profile import ALL, Requirement
from harness.reading import Reading
from harness.verdict import Because

NAMED = 5
"""Operations that fell short which a reason names."""
AT_THE_DOOR: Final = frozenset({401, 403, 404, 405, 410, 429})
"""Statuses of whoever has not looked at what was sent. An operation that gives no others was not reached."""


class Variety:
    """The different requests of one requirement, by operation; no more are remembered than are asked for."""

    def __init__(self, requirement: Requirement, contract: Contract) -> None:
        """What is asked for is `effort.cases` for each operation that the requirement's probes fuzz."""
        cases = requirement.effort.cases
        self._needed = {o.id: cases if varies(o) else min(cases, 1) for o in _fuzzed(requirement, contract)}
        self._seen: dict[str, set[tuple[str, str, bytes]]] = {name: set() for name in self._needed}
        self._reached: set[str] = set()

    def see(self, x: Reading) -> None:
        """Take in an exchange that was decided."""
        seen = self._seen.get(x.operation_id)
        if seen is not None and len(seen) < self._needed[x.operation_id]:
            request = x.exchange.request
            seen.add((request.method, request.target, hashlib.sha256(request.body).digest()))
        if seen is not None and x.status not in AT_THE_DOOR:
            self._reached.add(x.operation_id)

    @property
    def needed(self) -> int:
        """Return how many different requests are asked for, of all operations together."""
        return sum(self._needed.values())

    @property
    def reached(self) -> int:
        """Return how many there were, of each operation no more than are asked for."""
        return sum(len(seen) for seen in self._seen.values())

    def short(self) -> Because | None:
        """Return which operations fell short, or were refused before anything was looked at, or None."""
        few = [name for name, needed in self._needed.items() if len(self._seen[name]) < needed]
        shut = [name for name, needed in self._needed.items() if needed and name not in self._reached]
        names = few or shut
        if not names:
            return None
        params = {"operations": names[:NAMED], "count": len(names), "reached": self.reached, "needed": self.needed}
        return Because(code="too-few-cases" if few else "never-reached", params=params)


def varies(operation: Operation) -> bool:
    """Tell whether there is anything in a request's target or content that can differ."""
    in_target = any(parameter.location in ("path", "query") for parameter in operation.parameters)
    return in_target or bool(operation.request_bodies)


def _fuzzed(requirement: Requirement, contract: Contract) -> tuple[Operation, ...]:
    names = {name for probe in requirement.probes for name in probe.fuzz}
    return tuple(o for o in contract.operations if ALL in names or o.id in names)
