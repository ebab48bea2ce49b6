"""Trusts another authority: fetches its keys over HTTP, and fetches them again when a token names an unknown one."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeAlias
from urllib.parse import urlsplit

import jwt

from harness.partner.identity.assertions import ALGORITHMS, keys_in
from harness.partner.identity.terms import WELL_KNOWN
from harness.partner.identity.verifying import LONGEST, LONGEST_KID, Found

Fetch: TypeAlias = Callable[[str], Awaitable[bytes]]
"""GETs an address of the authority's own host; raises OSError, or ValueError for an answer that is none."""
PAUSE: Final = 1.0
"""Seconds between two requests for keys, however many tokens name unknown ones."""
MOST_OCTETS: Final = 262_144


class Trusted:
    """The public keys of one authority, as they were last fetched."""

    def __init__(self, url: str, fetch: Fetch, *, for_ever: bool = False) -> None:
        """`url` is the issuer; `for_ever`: keys that were fetched once are never fetched again, which is a vice."""
        self.url = url.rstrip("/")
        self.issuer = self.url
        self.generation = 0
        self._fetch = fetch
        self._for_ever = for_ever
        self._keys: dict[str, jwt.PyJWK] = {}
        self._asked = float("-inf")
        self._from = ""

    def find(self, kid: str, now: float) -> Found | None:
        """Return the key of that name, as far as it is known."""
        found = self._keys.get(kid)
        return None if found is None else Found(str(found.algorithm_name), found.key)

    async def ready(self, authorization: str | None, now: float) -> None:
        """Fetch the keys where a token names one that is not known; what cannot be had stays unknown."""
        kid = _kid(authorization)
        if not kid or kid in self._keys or (self._for_ever and self._keys) or now < self._asked + PAUSE:
            return
        self._asked = now
        try:
            if not self._from:
                await self._discover()
            keys = keys_in(json.loads(await self._fetch(self._from)))
        except (OSError, ValueError, LookupError, TypeError, RecursionError, jwt.PyJWTError):
            return
        self._keys = {str(key.key_id): key for key in keys if key.algorithm_name in ALGORITHMS}
        self.generation += 1

    async def _discover(self) -> None:
        """Find the key set (OpenID Connect Discovery 1.0 section 4). Raises ValueError for another issuer's."""
        said: Any = json.loads(await self._fetch(self.url + WELL_KNOWN[0]))
        place = said["jwks_uri"]
        if said["issuer"] != self.url or not isinstance(place, str) or not _same_host(place, self.url):
            raise ValueError("the metadata is of another issuer")
        self._from = place


def _same_host(one: str, other: str) -> bool:
    return urlsplit(one)[:2] == urlsplit(other)[:2]


def _kid(authorization: str | None) -> str:
    token = (authorization or "").partition(" ")[2].strip()
    if not token or len(token) > LONGEST:
        return ""
    try:
        kid = jwt.get_unverified_header(token).get("kid")
    except (jwt.PyJWTError, ValueError, RecursionError):
        return ""
    return kid if isinstance(kid, str) and len(kid) <= LONGEST_KID else ""
