"""What rules begin with that look at single replies of the product, of some operations or of all."""

from __future__ import annotations

from harness.rules import base


class Operations(base.Params, frozen=True, kw_only=True):
    """Which operations are looked at; none given: all."""

    operations: tuple[str, ...] = ()


class Whole(base.Single):
    """Looks at whole replies."""

    def __init__(self, params: Operations, world: base.World) -> None:
        super().__init__(params.operations)

    def heeds(self, status: int | None, usual: bool) -> bool:
        """Only where one came."""
        return status is not None


class Successful(Whole):
    """Looks at whole replies that say that all went well."""

    def heeds(self, status: int | None, usual: bool) -> bool:
        """Only successes (RFC 9110 section 15.3)."""
        return status is not None and 200 <= status < 300
