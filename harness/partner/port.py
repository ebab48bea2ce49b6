"""Joins what listens on one port to who answers there, and refuses what no script need be asked about."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from harness.partner.call import Came, Reply
from harness.partner.connection import Asked, Then
from harness.partner.heads import Head, unacceptable

Come: TypeAlias = Callable[[Head, asyncio.Transport], tuple[Came, Reply | None]]
"""Says how a request came, and answers it where that alone decides."""
Refuse: TypeAlias = Callable[[Reply, bytes, Then], None]
"""Finishes a refusal that belongs to no operation, and writes it down; the octets could not be read as HTTP."""


@dataclass(frozen=True, slots=True)
class Port:
    """The service of one port."""

    most: int
    """Octets of content that are taken."""
    clock: Callable[[], float]
    """Seconds since 1970."""
    come: Come
    answer: Callable[[Asked, Reply | None, Then], None]
    refuse: Refuse

    def early(self, head: Head, transport: asyncio.Transport) -> tuple[Came, Reply | None]:
        """Return how a request came, and its answer where the content need not be waited for."""
        came, reply = self.come(head, transport)
        return came, unacceptable(head, self.most) if reply is None else reply
