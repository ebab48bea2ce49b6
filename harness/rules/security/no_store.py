"""`no-store/1`: answers with personal data are kept out of caches (GDS API standards; RFC 9111 section 5.2.2)."""

from __future__ import annotations

from harness.reading import Reading
from harness.resources.traits import personal_operations
from harness.rules import base

KEPT_OUT = frozenset(("no-store", "private"))
"""Directives that keep an answer out of shared caches."""


class Params(base.Params, frozen=True, kw_only=True):
    """Which operations are looked at; none given: all whose replies hold personal data by their description."""

    operations: tuple[str, ...] = ()


class Watch(base.Single):
    """Looks at successful answers of operations that give personal data."""

    def __init__(self, params: Params, world: base.World) -> None:
        super().__init__(params.operations or personal_operations(world.contract) or ("",))

    def heeds(self, status: int | None, usual: bool) -> bool:
        """Only successes."""
        return status == 200

    def look(self, x: Reading) -> base.Sign | None:
        """Give an answer that a shared cache may keep."""
        if x.operation is None or x.from_product or x.status != 200 or not x.has_body:
            return None
        said = x.reply_headers.get("cache-control", "")
        directives = {part.strip().partition("=")[0].lower() for part in said.split(",")}
        if directives & KEPT_OUT:
            return base.passed(x)
        return base.broke(x, "may-be-cached", cause="may-be-cached", header=said or "no Cache-Control")


KIND = base.RuleKind("no-store/1", Params, Watch)
