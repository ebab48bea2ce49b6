"""Trusts another authority: fetches its keys over HTTP, and fetches them again when a token names an unknown one."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final, Protocol, TypeAlias
from urllib.parse import urlsplit

import jwt

from harness.partner.identity.assertions import keys_in
from harness.partner.identity.keys import Ring
from harness.partner.identity.terms import WELL_KNOWN
from harness.partner.identity.verifying import Found

Fetch: TypeAlias = Callable[[str], bytes]
"""GETs an address of the authority's own host; raises OSError, or ValueError for an answer that is none."""
PAUSE: Final = 1.0
"""Seconds between two requests for keys, however many tokens name unknown ones."""
OLDEST: Final = 60.0
"""Seconds after which keys are fetched again although they are known: one may have been taken back."""


class Trusted(Protocol):
    """An authority whose tokens are taken."""

    @property
    def issuer(self) -> str: ...
    @property
    def generation(self) -> int: ...
    def find(self, kid: str, now: float) -> Found | None:
        """Return the key of that name."""
        ...


class Beside:
    """An authority of this same process, as others that are served with it see it."""

    def __init__(self, ring: Ring, issuer: Callable[[], str]) -> None:
        """`issuer` is known when the authority is served."""
        self._ring = ring
        self._issuer = issuer

    @property
    def issuer(self) -> str:
        return self._issuer()

    @property
    def generation(self) -> int:
        return self._ring.generation

    def find(self, kid: str, now: float) -> Found | None:
        """Return the key of that name, as it is published now."""
        found = self._ring.find(kid, now)
        return None if found is None else Found(found.key.algorithm, found.key.public, found.until)


class Elsewhere:
    """An authority with an address, and its keys as they were last fetched.

    The caller waits for them: that is seldom, and only where a token names a key that is not known.
    """

    def __init__(self, url: str, fetch: Fetch, *, for_ever: bool = False) -> None:
        """`url` is the issuer; `for_ever`: keys that were fetched once are never fetched again, which is a vice."""
        self.issuer = url.rstrip("/")
        self.generation = 0
        self._fetch = fetch
        self._for_ever = for_ever
        self._keys: dict[str, jwt.PyJWK] = {}
        self._asked = float("-inf")
        self._from = ""

    def find(self, kid: str, now: float) -> Found | None:
        """Return the key of that name, fetched if need be; what cannot be had stays unknown."""
        old = now >= self._asked + OLDEST
        if (old or kid not in self._keys) and now >= self._asked + PAUSE and not (self._for_ever and self._keys):
            self._asked = now
            self._renew()
        found = self._keys.get(kid)
        return None if found is None else Found(str(found.algorithm_name), found.key, self._good_until())

    def _good_until(self) -> float:
        return float("inf") if self._for_ever else self._asked + OLDEST

    def _renew(self) -> None:
        try:
            if not self._from:
                self._from = self._discovered()
            keys = keys_in(json.loads(self._fetch(self._from)))
        except (OSError, ValueError, LookupError, TypeError, RecursionError, jwt.PyJWTError):
            return
        self._keys = {str(key.key_id): key for key in keys}
        self.generation += 1

    def _discovered(self) -> str:
        """Return where the keys are (OpenID Connect Discovery 1.0 section 4); raises ValueError for another's."""
        said: Any = json.loads(self._fetch(self.issuer + WELL_KNOWN[0]))
        place = said["jwks_uri"]
        if said["issuer"] != self.issuer or not isinstance(place, str) or not _same_host(place, self.issuer):
            raise ValueError("the metadata is of another issuer")
        return place


def _same_host(one: str, other: str) -> bool:
    return urlsplit(one)[:2] == urlsplit(other)[:2]
