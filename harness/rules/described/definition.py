"""`definition/1`: the API definition that a server links to is served and valid, and says what the server does.

Source: OGC API - Features 1.0.1, /req/core/api-definition-op, -success, query-param-unknown, fc-md-items, and the class
oas30. Which definition that is, is told by the landing page; what it is held against is the rest of the run.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from typing import Any, Final

from harness.errors import ProfileError
from harness.evidence import HALLMARK
from harness.reading import Reading
from harness.reading.request import SOUND
from harness.rules import base
from harness.rules.described import definition_holds, definition_says
from harness.rules.described.definition_seen import Seen
from harness.rules.kept import unsure


class Params(base.Params, frozen=True, kw_only=True):
    """What is looked at."""

    check: str
    """A name of CHECKS."""
    entry: str
    """The operation that serves the landing page."""
    collections: str = ""
    """The operation that lists the collections."""


CHECKS: Final[dict[str, Callable[[Seen], Iterator[base.Sign]]]] = {
    "served": definition_says.is_served,
    "as-linked": definition_says.comes_as_linked,
    "json-and-html": definition_says.in_json_and_html,
    "valid": definition_says.is_valid,
    "implemented": definition_holds.is_implemented,
    "complete": definition_holds.has_all_replies,
    "errors": definition_holds.has_all_errors,
    "secured": definition_holds.says_how_to_sign_in,
    "unknown-parameter": definition_holds.refuses_unknown_parameters,
    "collections-listed": definition_holds.lists_collections,
    "names-parameters": definition_holds.names_all_parameters,
    "access-controlled": definition_holds.is_access_controlled,
}
"""What can be looked at. The last two say whether something else is asked; where they do not hold nothing is wrong."""
OF_LINKS: Final = frozenset({"served", "as-linked", "json-and-html"})
"""Checks that need no definition that can be read."""


class Watch:
    """Remembers what the run shows of the definition, and of what the server does; judges at its end."""

    scope: base.Scope = "run"
    operations: frozenset[str] | None = None
    least: int = 1

    def __init__(self, params: Params, world: base.World) -> None:
        if params.check not in CHECKS:
            raise ProfileError(f"definition/1: no check {params.check!r}", hint=f"There are: {', '.join(CHECKS)}.")
        for name in filter(None, (params.entry, params.collections)):
            if world.contract.operation(name) is None:
                raise ProfileError(f"definition/1 names {name!r}, which the API description does not have")
        self._params = params
        self._base = world.target

    def select(self, x: Reading) -> Hashable | None:
        """One key for the whole run, of what was asked with a credential that is good, or with none."""
        if x.from_product or x.status is None or x.renewed or base.busy(x) or x.credential not in SOUND:
            return None
        return "" if x.exchange.from_party == HALLMARK else None

    def step(self, state: Seen | None, x: Reading) -> tuple[Seen, tuple[base.Sign, ...]]:
        """Remember what an exchange shows."""
        seen = state or Seen(self._base)
        seen.see(x, self._params.entry, self._params.collections)
        return seen, ()

    def conclude(self, key: Hashable, state: Any) -> tuple[base.Sign, ...]:
        """Judge; where no definition can be read, say so once."""
        seen: Seen = state
        if not seen.landings:
            return ()
        if seen.served is None and self._params.check not in OF_LINKS:
            return (unsure(seen.landings[0], "no-definition"),)
        return tuple(CHECKS[self._params.check](seen))


KIND = base.RuleKind("definition/1", Params, Watch)
