"""`no-server-error/1`: nothing that was sent makes the product fail (5xx, RFC 9110 section 15.6)."""

from __future__ import annotations

from typing import Final

from harness.reading import Reading
from harness.rules import base
from harness.rules.conditions import Condition, compile_conditions

UNREAD: Final = frozenset({401, 403, 404, 405, 407, 410})
"""Refusals by whoever has not looked at the particulars of a request."""
WITHOUT_CERTIFICATE: Final = "without-certificate"


class Params(base.Params, frozen=True, kw_only=True):
    """Which operations are looked at; none given: all."""

    operations: tuple[str, ...] = ()
    when: tuple[Condition, ...] = ()
    """Which requests are looked at; none given: all."""


class Watch(base.Single):
    """Looks at everything that was sent to the product."""

    def __init__(self, params: Params, world: base.World) -> None:
        super().__init__(params.operations)
        self._when = compile_conditions(params.when, world) if params.when else None

    def look(self, x: Reading) -> base.Sign | None:
        """A silence is unsure, never passed; 429 shows nothing; 503 with Retry-After says busy, not broken."""
        if x.from_product or (self._when is not None and not self._when.hold(x)):
            return None
        status = x.status
        if status is None:
            return None if hung_up_on(x) else base.no_answer(x)
        if status == 429:
            return None  # whoever limits has not looked at what was sent
        if self._when is not None and status in UNREAD:
            return base.hidden(x)
        # 501 is the right answer to a method that the product does not know at all (section 15.6.2).
        if status < 500 or (status == 501 and x.operation is None):
            return base.passed(x)
        return base.unsure(x, "busy", status=status) if base.busy(x) else base.broke(x, "server-error", status=status)


def hung_up_on(x: Reading) -> bool:
    """Tell whether a silence may be that of a product that asks for certificates: `client-certificate/1` judges it."""
    return x.status is None and x.credential == WITHOUT_CERTIFICATE


KIND = base.RuleKind("no-server-error/1", Params, Watch)
