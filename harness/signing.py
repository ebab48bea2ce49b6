"""What a signing function of a supplier's own is given: an `auth` of kind `hook` calls it for each request.

    def sign(request: Outgoing, settings: Mapping[str, Any], secrets: Mapping[str, str]) -> Mapping[str, str]:
        return {"Authorization": "..."}

It returns the header fields to add. `settings` and `secrets` are what the run file gives under these names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeAlias

GROUP: Final = "hallmark.auth"
"""The group of entry points in which a package offers its signing functions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A request that is about to be sent, all but its signature."""

    method: str
    url: str
    """Absolute, percent-encoded, with its query."""
    headers: tuple[tuple[str, str], ...]
    """As they will be sent; Host, User-Agent and Content-Length are added afterwards."""
    body: bytes
    now: datetime
    """In UTC. Another time than the clock's where an outdated signature is made on purpose: use no other clock."""
    nonce: Callable[[], str]
    """Returns another random text each time: a version 4 UUID (RFC 9562)."""
    secret: Callable[[str], None]
    """Marks a text as secret, so that it is taken out of everything that is kept of this request and its answer.

    What stands under `secrets` is taken out anyway, and so is every returned value of 9 characters or more.
    """

    def header(self, name: str) -> str:
        """Return the value of a header field, or an empty text."""
        return next((value for each, value in self.headers if each.lower() == name.lower()), "")


SigningHook: TypeAlias = Callable[[Outgoing, Mapping[str, Any], Mapping[str, str]], Mapping[str, str]]
