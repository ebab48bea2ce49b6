"""`withstands/1`: nothing that is sent makes the product fail (5xx, RFC 9110 section 15.6) or leaves it silent.

A request without an answer decides nothing by itself: it may have got lost. Sent again with the same result, while the
product answered something else in between, it does.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from harness.reading import Reading
from harness.rules import base
from harness.rules.refusals import server_error
from harness.rules.refusals.silences import Silences
from harness.rules.replies import Operations


class Watch(base.Following):
    """Looks at everything that was sent to the product, a partition at a time."""

    steers: bool = True
    """One exchange may show something by itself, which is worth searching for."""

    def __init__(self, params: Operations, world: base.World) -> None:
        self.operations: frozenset[str] | None = frozenset(params.operations) or None
        self._fails = server_error.Watch(server_error.Params(), world)

    def select(self, x: Reading) -> Hashable | None:
        """One key for a partition."""
        return None if x.from_product else x.id.partition

    def step(self, state: Any, x: Reading) -> tuple[Any, tuple[base.Sign, ...]]:
        """Give a server error at once, and a silence when it is the second of its kind."""
        silences: Silences = state or Silences()
        if server_error.hung_up_on(x):
            return silences, ()
        if x.status is None:
            return silences, silences.heard(x)
        silences.answered()
        sign = self._fails.look(x)
        return silences, (sign,) if sign is not None else ()

    def conclude(self, key: Hashable, state: Any) -> tuple[base.Sign, ...]:
        """Give the silences that were not tried again."""
        silences: Silences = state
        return silences.rest()


KIND = base.RuleKind("withstands/1", Operations, Watch)
