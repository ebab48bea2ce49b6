"""`callback-address/1`: an address to call is refused that is not https, or leads inward in any form (OWASP API7:2023).

Each form in which a private address is written is a case of its own: a product that knows `127.0.0.1` may not know
`0x7f000001`. The tester's own address is exempt, by its exact host and port and nothing else.
"""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlsplit

from harness.reading import NotJson, Reading
from harness.resources.hosts import inward
from harness.resources.names import plain
from harness.resources.traits import addresses, callback_members
from harness.rules import base


class Params(base.Params, frozen=True, kw_only=True):
    """Which addresses are looked at."""

    of: Literal["plain", "inward"]
    """`plain`: those that begin with http; `inward`: those with https that only the product itself could reach."""


class Watch(base.Single):
    """Looks at requests that are right but for such an address."""

    def __init__(self, params: Params, world: base.World) -> None:
        super().__init__()
        self._of = params.of
        self._pointers = callback_members(world.contract)
        self._ours = urlsplit(world.context.environment.public_url).netloc

    def look(self, x: Reading) -> base.Sign | None:
        """Give an address that was taken."""
        members = self._pointers.get(x.operation_id, frozenset())
        if not members or x.from_product or isinstance(x.request_json, NotJson) or not base.soundly_ours(x):
            return None
        given = [text for pointer, text in addresses(x.request_json) if plain(pointer.rpartition("/")[2]) in members]
        form = next(filter(None, map(self._form, given)), "")
        if not form or any(p.code != "pattern" for p in x.request_problems):
            return None
        if x.status is None:
            return base.no_answer(x)
        if x.status in (400, 422):
            return base.passed(x)
        if base.busy(x) or 300 <= x.status < 500:
            return base.hidden(x)
        return base.broke(x, "address-taken", cause=f"address-taken/{form}", form=form)

    def _form(self, text: str) -> str:
        """Return what is wrong with an address, or ''."""
        scheme = text.partition(":")[0].lower()
        if self._of == "plain":
            return "http" if scheme == "http" else ""
        return inward(text) if scheme == "https" and urlsplit(text).netloc != self._ours else ""


KIND = base.RuleKind("callback-address/1", Params, Watch)
