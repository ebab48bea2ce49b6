"""Holds one call while a partner answers it, and the answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

import msgspec

from harness.expression import Headers
from harness.partner.delivery import Delivery
from harness.partner.dispatch.letter import Letter
from harness.partner.store import Store

Fields: TypeAlias = tuple[tuple[str, str], ...]

FRESH = ("uuid", "secret")
"""What there is another of each time."""
ROOTS = frozenset({"request", "found", "identity", "now", "fresh", "base", "facts"})
"""What expressions of a script may begin with: `$request.body#/x`, `$found.incident.version`, `$now` ..."""


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """What goes back; the host adds Date, Server and Content-Length."""

    status: int
    headers: Fields = ()
    body: bytes = b""
    pause: float = 0.0
    """Seconds to wait before the first byte."""
    delivery: Delivery | None = None
    """How it goes out where that is not left to the server."""

    def header(self, name: str) -> str | None:
        """Return the field's value, by any case of its name."""
        low = name.lower()
        for key, text in self.headers:
            if key.lower() == low:
                return text
        return None


@dataclass(frozen=True, slots=True)
class Came:
    """How a request came."""

    secure: bool = False
    """By TLS."""
    certificate: str = ""
    """Thumbprint of the certificate that the client showed (RFC 8705 section 3.1); empty: none."""
    shown: bytes = b""
    """That certificate (DER)."""
    elsewhere: bool = False
    """To the other host that a redirect may lead to."""


PLAINLY = Came()


class World(Protocol):
    """What lies outside one call."""

    store: Store

    def now(self) -> float:
        """Seconds since 1970."""
        ...

    def later(self, seconds: float, do: Callable[[], None]) -> None:
        """Do something once, after so many seconds, unless the partner has stopped by then."""
        ...

    def send(self, url: str, body: bytes) -> None:
        """POST JSON to a callback URL in the background; calls to one URL keep their order."""
        ...

    def dispatch(self, letter: Letter) -> None:
        """Deliver an event to a subscription in the background, signed, by the policy of the script."""
        ...


class Call(msgspec.Struct, kw_only=True):
    """One request on its way through the acts of its operation."""

    world: World
    operation: str
    method: str
    path: dict[str, str]
    """Path parameters by name, percent-decoded."""
    query: str
    """The query as sent, without its question mark."""
    headers: Headers
    body: bytes
    scope: dict[str, Any]
    target: str = ""
    """The path as sent."""
    certificate: str = ""
    """Thumbprint of the client's certificate; empty: none."""
    found: dict[str, Any] = msgspec.field(default_factory=dict)
    """What acts have kept under a name: `$found.<name>`."""
    once: str = ""
    """The key under which a successful answer is remembered; empty: it is not."""
    digest: bytes = b""
    """What the message said, as `once` compares it."""
    pause: float = 0.0
    """Seconds that the answer is to wait."""


Step: TypeAlias = Callable[[Call], Reply | None]
"""One act, ready to run: an answer ends the call, None lets it go on."""


class Fresh(Mapping[str, str]):
    """`$fresh.uuid`, `$fresh.secret`: another identifier, or secret, each time it is asked for."""

    __slots__ = ("_store",)

    def __init__(self, store: Store) -> None:
        self._store = store

    def __getitem__(self, name: str) -> str:
        if name not in FRESH:
            raise KeyError(name)
        return self._store.fresh_uuid() if name == "uuid" else self._store.fresh_secret()

    def __contains__(self, name: object) -> bool:
        return name in FRESH

    def __iter__(self) -> Iterator[str]:
        return iter(FRESH)

    def __len__(self) -> int:
        return len(FRESH)
