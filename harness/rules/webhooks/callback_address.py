"""`callback-address/1`: an address to call is refused that is not https, or leads inward in any form (OWASP API7:2023).

Each form in which a private address is written is a case of its own: a product that knows `127.0.0.1` may not know
`0x7f000001`. The check is written once, so what it lets through has one cause, which names all forms that were taken.
The tester's own address is exempt, by its exact host and port and nothing else.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Final, Literal

import msgspec

from harness.reading import Reading
from harness.resources.hosts import inward
from harness.rules import base
from harness.rules.webhooks.given import Given, heard
from harness.verdict import Because

MOST_HELD: Final = 200
"""Addresses that were taken, held until all forms are known; what comes after names those known by then."""
PLAIN: Final = "http"


class Params(base.Params, frozen=True, kw_only=True):
    """Which addresses are looked at."""

    of: Literal["plain", "inward"]
    """`plain`: those that begin with http; `inward`: those with https that only the product itself could reach."""


class Taken:
    """What the check has let through so far."""

    __slots__ = ("forms", "held")

    def __init__(self) -> None:
        self.forms: dict[str, None] = {}
        self.held: list[base.Broke] = []


class Watch:
    """Looks at requests that are right but for such an address."""

    scope: base.Scope = "run"
    operations: frozenset[str] | None = None
    least: int = 1

    def __init__(self, params: Params, world: base.World) -> None:
        self._of = params.of
        self._given = Given(world)

    def select(self, x: Reading) -> Hashable | None:
        """Return what is looked at, of a request that gives such an address."""
        return self._of if self._asked(x) else None

    def step(self, state: Taken | None, x: Reading) -> tuple[Taken, tuple[base.Sign, ...]]:
        """Give an address that was refused, and hold one that was taken."""
        taken, form = state or Taken(), self._asked(x)
        sign = heard(x, lambda: base.broke(x, "address-taken", cause=f"address-taken/{self._of}", forms=[form]))
        if not isinstance(sign, base.Broke):
            return taken, (sign,) if sign is not None else ()
        if not x.status or x.status >= 500:  # it failed at the address, and took nothing
            return taken, (sign,)
        taken.forms[form] = None
        if len(taken.held) >= MOST_HELD:
            return taken, (_named(sign, taken),)
        taken.held.append(base.held(sign, x))
        return taken, ()

    def conclude(self, key: Hashable, state: Taken) -> tuple[base.Sign, ...]:
        """Give each address that was taken, under the forms of all of them."""
        return tuple(_named(sign, state) for sign in state.held)

    def _asked(self, x: Reading) -> str:
        """Return what is wrong with the address that a request gives, or '' where there is nothing to be seen."""
        form = next(filter(None, map(self._form, self._given.addresses(x))), "")
        return "" if form and any(p.code != "pattern" for p in x.request_problems) else form

    def _form(self, text: str) -> str:
        scheme = text.partition(":")[0].lower()
        if self._of == "plain":
            return PLAIN if scheme == PLAIN else ""
        return inward(text) if scheme == "https" and not self._given.is_ours(text) else ""


def _named(sign: base.Broke, taken: Taken) -> base.Broke:
    because = Because(code=sign.because.code, params={"forms": list(taken.forms)})
    return msgspec.structs.replace(sign, because=because)


KIND = base.RuleKind("callback-address/1", Params, Watch)
