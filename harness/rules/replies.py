"""What rules begin with that look at single replies of the product, of some operations or of all."""

from __future__ import annotations

from typing import Final

from harness.reading import Reading
from harness.rules import base

OTHERWISE: Final = frozenset({304, 406, 412, 416})
"""Said to who asked under a condition, for a part or in another form: the thing itself was not asked for."""


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


def unchanged(x: Reading) -> bool:
    """Tell whether 304 is HTTP's own answer: only what has changed was asked for (RFC 9110 section 15.4.5)."""
    asked = x.request_headers
    return x.status == 304 and ("if-none-match" in asked or "if-modified-since" in asked)


def in_part(x: Reading) -> bool:
    """Tell whether a part was asked for, and is given or cannot be (RFC 9110 sections 15.3.7 and 15.5.17)."""
    return x.status in (206, 416) and "range" in x.request_headers
