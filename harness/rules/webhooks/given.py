"""Finds the addresses to call that a right request of ours gives, and tells what their answer shows."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from harness.reading import NotJson, Reading
from harness.resources.names import plain
from harness.resources.traits import addresses, callback_members
from harness.rules import base


class Given:
    """Knows in which members of which operations addresses to call stand, and which of them is the tester's own."""

    def __init__(self, world: base.World) -> None:
        self._members = callback_members(world.contract)
        self._ours = urlsplit(world.context.environment.public_url).netloc

    def addresses(self, x: Reading) -> list[str]:
        """Return them in their order, of a request in our own name; none where its content is no JSON."""
        members = self._members.get(x.operation_id, frozenset())
        if not members or x.from_product or isinstance(x.request_json, NotJson) or not base.soundly_ours(x):
            return []
        return [text for pointer, text in addresses(x.request_json) if plain(pointer.rpartition("/")[2]) in members]

    def is_ours(self, address: str) -> bool:
        """Tell whether it is the tester's own, which is exempt: by its exact host and port and nothing else."""
        return urlsplit(address).netloc == self._ours


def heard(x: Reading, taken: Callable[[], base.Sign | None]) -> base.Sign | None:
    """Return what an answer shows of an address that must be refused; `taken` where it was not, nor anything else."""
    if x.status is None:
        return base.no_answer(x)
    if x.status in (400, 422):
        return base.passed(x)
    if base.busy(x) or 300 <= x.status < 500:
        return base.hidden(x)
    return taken()
