"""Asks one of the two products what the other one asked, over a connection of its own; only that origin is called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from harness.declaration import Tls
from harness.errors import DeclarationError
from harness.evidence import Partial, Reply, Request, Silence
from harness.gather.restraint.limits import Bounds
from harness.gather.transmission.dial import DialFailed, Dialler, Origin
from harness.gather.transmission.http1 import SECOND, Connection

SHOWN: Final = "--client-cert"
"""How a client's certificate is given."""
GATEWAY_TIMEOUT: Final = frozenset({"timeout"})
PASSED_ON: Final = frozenset({"reset", "closed", "length"})
"""Answers that were broken off over there, and are passed on so where their head is whole; of others nothing is."""


@dataclass(frozen=True, slots=True)
class Came:
    """What came back, with the clock's times."""

    reply: Reply
    sent: int
    first_byte: int
    last_byte: int

    @property
    def own_status(self) -> int:
        """Return the status that the relay itself has to answer with; 0: the product's answer goes on."""
        reply = self.reply
        if isinstance(reply, Silence) or (isinstance(reply, Partial) and not (reply.why in PASSED_ON and reply.status)):
            return 504 if reply.why in GATEWAY_TIMEOUT else 502
        return 0


class Upstream:
    """The way to one product; each request gets a connection of its own, since a kept one may have gone meanwhile."""

    def __init__(self, url: str, tls: Tls, bounds: Bounds, now: Callable[[], int]) -> None:
        """Raises DeclarationError for certificates that cannot be used, and Undeclared for what is no URL."""
        self.origin = Origin.of(url)
        if tls.client_cert and self.origin.scheme != "https":
            hint = "Give its https address, or no certificate."
            raise DeclarationError(f"{url} is called without TLS, so no certificate is shown", where=SHOWN, hint=hint)
        self._dialler = Dialler(now, tls=tls, where=SHOWN)
        if self.origin.scheme == "https":
            _ = self._dialler.context
        self._bounds = bounds
        self._now = now

    def ask(self, request: Request) -> Came:
        """Send a request and return what came back; blocks until then, at most as long as the bounds say."""
        begun = self._now()
        try:
            connection = Connection(self._dialler.open(self.origin, self._bounds.connect_timeout), self._now)
        except DialFailed as failed:
            return Came(Silence(why=failed.why), begun, 0, self._now())
        try:
            message = request.head + b"\r\nConnection: close\r\n\r\n" + request.body
            got = connection.exchange(message, request.method, self._bounds)
        finally:
            connection.close()
        return Came(got.reply, got.sent, got.first_byte, got.last_byte)


def bounds_of(seconds: float, most: int) -> Bounds:
    """Return how long the relay waits for an answer, and how many octets of it are taken."""
    timeout = int(seconds * SECOND)
    return Bounds(
        timeout=timeout, idle_timeout=timeout, connect_timeout=min(timeout, 10 * SECOND), body_cap=most, excerpt=most
    )
