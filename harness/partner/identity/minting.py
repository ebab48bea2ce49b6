"""Makes access tokens for an authority's clients (RFC 9068), good ones and such as are wrong in one way."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from typing import Any

from harness.partner.identity.flaws import FLAWS, Good
from harness.partner.identity.keys import Ring
from harness.partner.identity.terms import Terms


class Mint:
    """Signs with the keys of one authority; may be shared by threads."""

    def __init__(self, terms: Terms, ring: Ring, issuer: Callable[[], str]) -> None:
        """`issuer` says who signs, which is known only when the authority is served."""
        self._terms = terms
        self._ring = ring
        self._issuer = issuer
        self._made = 0
        self._since: float | None = None

    def token(
        self, client: str, scopes: Iterable[str], now: float, *, certificate: str = "", lifetime: int | None = None,
        flaw: str = "", audience: str = "",
    ) -> str:  # fmt: skip
        """Return a token for a client; `flaw` is one of FLAWS, `certificate` the thumbprint that it is bound to.

        `audience` is for whom it is alone; empty: for all that the script says.

        Another key signs from now on where it is time for it.
        """
        self._rotate(now)
        key = self._ring.current()
        header = {"typ": self._terms.type, "kid": key.kid}
        claims = self._claims(client, " ".join(scopes), now, certificate, lifetime)
        if audience:
            claims["aud"] = audience
        good = Good(claims, header, key, now)
        return FLAWS[flaw](good) if flaw else good.signed()

    def spoilt(self, claims: dict[str, Any], now: float, flaw: str) -> str:
        """Return a token that says the same as one that was made before, wrong in one way."""
        key = self._ring.current()
        return FLAWS[flaw](Good(claims, {"typ": self._terms.type, "kid": key.kid}, key, now))

    def _claims(self, name: str, scope: str, now: float, certificate: str, lifetime: int | None) -> dict[str, Any]:
        client = self._terms.clients[name]
        if lifetime is None:
            lifetime = self._terms.lifetime if client.lifetime is None else client.lifetime
        begins = int(now + min(lifetime, 0)) - 1
        claims: dict[str, Any] = {
            "iss": self._issuer(),
            "sub": name,
            "client_id": name,
            "agency": client.agency,
            "aud": client.audience or self._usual(),
            "scope": scope,
            "iat": begins,
            "nbf": begins,
            "exp": int(now) + lifetime,
            "jti": secrets.token_urlsafe(12),
        }
        if certificate:
            claims["cnf"] = {"x5t#S256": certificate}
        return claims

    def _usual(self) -> str | list[str]:
        terms = self._terms
        return [terms.audience, *terms.audiences] if terms.audiences else terms.audience

    def _rotate(self, now: float) -> None:
        terms = self._terms.keys
        self._since = now if self._since is None else self._since
        self._made += 1
        often = terms.rotate_after and self._made > terms.rotate_after
        long = terms.rotate_seconds and now >= self._since + terms.rotate_seconds
        if often or long:
            self._ring.rotate(now, terms.overlap)
            self._made, self._since = 1, now
