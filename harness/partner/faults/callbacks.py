"""Calls back twice, or in another order."""

from __future__ import annotations

from harness.partner.faults.base import OfCallbacks


class DuplicateDelivery(OfCallbacks, frozen=True, kw_only=True, tag="duplicate-delivery"):
    """Makes the same call twice."""

    def sent(self, held: list[bytes], body: bytes) -> list[bytes]:
        return [body, body]


class OutOfOrderDelivery(OfCallbacks, frozen=True, kw_only=True, tag="out-of-order-delivery"):
    """Keeps a call back until the next one has gone out."""

    def sent(self, held: list[bytes], body: bytes) -> list[bytes]:
        held.append(body)
        return []
