"""Joins what listens on one port to who answers there, and refuses what no script need be asked about."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from harness import evidence
from harness.partner.call import Came, Reply
from harness.partner.delivery import Delivery
from harness.partner.heads import LONGEST_FIELD, Head, unacceptable


def _here() -> bool:
    return False


class Asked(NamedTuple):
    """A request that waits for its answer."""

    head: Head
    body: bytes
    """Empty where it was not taken."""
    came: Came
    at: float
    """When its head had come, seconds since 1970."""
    fault: str
    """The fault that was played in the handshake; empty: none."""
    broken: str = ""
    """What is missing of it and why, in words; empty: it is whole."""
    gone: Callable[[], bool] = _here
    """Tells whether its caller has gone meanwhile, so that no answer reaches him."""


class Answer(NamedTuple):
    """What a request gets."""

    sent: evidence.Reply
    """The answer as it is kept, which is how it goes out."""
    pause: float = 0.0
    """Seconds to wait before."""
    delivery: Delivery | None = None
    """How it goes out where that is not in one piece."""


Then: TypeAlias = Callable[[Answer | None], None]
"""Takes the answer; None ends the connection without one."""

Come: TypeAlias = Callable[[Head, asyncio.Transport], tuple[Came, Reply | None]]
"""Says how a request came, and answers it where that alone decides."""
Refuse: TypeAlias = Callable[[Reply, bytes, str, Then], None]
"""Finishes a refusal that belongs to no operation, and writes it down: of octets that could not be read as HTTP, or of
the beginning of a head that never came whole, with the reason in words."""


@dataclass(frozen=True, slots=True)
class Port:
    """Who answers the requests that come to one port."""

    most: int
    """Octets of content that are taken."""
    clock: Callable[[], float]
    """Seconds since 1970."""
    come: Come
    answer: Callable[[Asked, Reply | None, Then], None]
    """Answers a request by `then`, at once or later, when it is written down; a reply is what was decided early."""
    refuse: Refuse
    longest: int = LONGEST_FIELD
    """Octets of a request line and of a field that are taken."""
    stays: bool = True
    """Whether who has ended its half of the connection still waits for its answer (RFC 9112 section 9.6), or has gone.
    """

    def early(self, head: Head, transport: asyncio.Transport) -> tuple[Came, Reply | None]:
        """Return how a request came, and its answer where the content need not be waited for."""
        came, reply = self.come(head, transport)
        return came, unacceptable(head, self.most) if reply is None else reply
