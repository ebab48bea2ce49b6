"""Checks the assertion by which a client signs for itself at the token endpoint (RFC 7523 section 3), each once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import jwt

from harness.partner.identity.verifying import LONGEST, audiences, seconds

TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""Asymmetric ones alone: who checks an assertion must not be able to write one."""
LONGEST_LIFE: Final = 600
"""Seconds that an assertion may be good for from now; each is remembered so long."""
LEEWAY: Final = 60
"""Seconds by which the client's clock may be ahead."""
MOST_REMEMBERED: Final = 65_536
"""So many a product may use that asks for a hundred tokens a second, each for ten minutes."""
LONGEST_NAME: Final = 256


class Assertions:
    """Remembers the assertions that came, so that none counts twice (RFC 7523 section 3, 7)."""

    def __init__(self) -> None:
        self._spent: dict[tuple[str, str], float] = {}

    def wrong(self, text: str, client: str, jwks: Mapping[str, Any], here: frozenset[str], now: float) -> str:
        """Return what is wrong with an assertion, or nothing; a good one is spent by this.

        `client` is who it must be of, `jwks` are its public keys, `here` the addresses that it may be meant for.
        """
        claims = _signed(text, jwks)
        if isinstance(claims, str):
            return claims
        if claims.get("iss") != client or claims.get("sub") != client:
            return "issuer and subject of the assertion are not the client"
        if not here & set(audiences(claims)):
            return "the assertion is for another audience"
        expires = seconds(claims.get("exp"))
        if expires is None or now >= expires:
            return "the assertion has expired, or does not say when it does"
        if expires > now + LONGEST_LIFE:
            return f"the assertion is good for more than {LONGEST_LIFE} seconds"
        for name in ("nbf", "iat"):
            begins = seconds(claims.get(name, 0))
            if begins is None or begins > now + LEEWAY:
                return "the assertion is not good yet"
        return self._spend(client, claims.get("jti"), expires, now)

    def _spend(self, client: str, name: Any, expires: float, now: float) -> str:
        if not isinstance(name, str) or not 0 < len(name) <= LONGEST_NAME:
            return "the assertion has no jti that could be remembered"
        if len(self._spent) >= MOST_REMEMBERED:
            self._spent = {spent: until for spent, until in self._spent.items() if until > now}
        if self._spent.get((client, name), 0) > now:
            return "the assertion was used before"
        if len(self._spent) >= MOST_REMEMBERED:
            return "too many assertions are under way"
        self._spent[client, name] = expires
        return ""


def client_in(text: str) -> str:
    """Return who an assertion says that it is of, which nothing has proved yet; empty where it cannot be read."""
    if len(text) > LONGEST:
        return ""
    try:
        found = jwt.decode(text, options={"verify_signature": False}).get("sub")
    except (jwt.PyJWTError, ValueError, RecursionError):
        return ""
    return found if isinstance(found, str) else ""


def _signed(text: str, jwks: Mapping[str, Any]) -> dict[str, Any] | str:
    """Return the claims of an assertion that one of the keys has signed, or what is wrong."""
    if len(text) > LONGEST:
        return "the assertion is too long"
    try:
        header = jwt.get_unverified_header(text)
        if "crit" in header:
            return "the assertion has a header that is critical and unknown here"
        for key in keys_in(jwks):
            if header.get("kid") in (None, key.key_id):
                claims = _by(text, key, _algorithms(key, jwks))
                if claims is not None:
                    return claims
    except (jwt.PyJWTError, ValueError, RecursionError):
        return "the assertion cannot be read"
    return "the assertion is signed by no key of the client"


def keys_in(jwks: Mapping[str, Any]) -> tuple[jwt.PyJWK, ...]:
    """Return the keys of a key set that can sign. Raises jwt.PyJWTError for what is no key set."""
    return tuple(key for key in jwt.PyJWKSet.from_dict(dict(jwks)).keys if key.algorithm_name in ALGORITHMS)


def _algorithms(key: jwt.PyJWK, jwks: Mapping[str, Any]) -> list[str]:
    """Return what a key is for: the one that it names, or for RSA keys that name none those of RSA."""
    named = any(one.get("kid") == key.key_id and one.get("alg") for one in jwks["keys"] if isinstance(one, dict))
    if named or key.key_type != "RSA":
        return [str(key.algorithm_name)]
    return [one for one in ALGORITHMS if one[:2] in ("RS", "PS")]


def _by(text: str, key: jwt.PyJWK, allowed: list[str]) -> dict[str, Any] | None:
    options: Any = {"verify_signature": True, **dict.fromkeys(("verify_exp", "verify_nbf", "verify_iat"), False)}
    options |= dict.fromkeys(("verify_aud", "verify_iss", "verify_sub", "verify_jti"), False)
    try:
        return jwt.decode(text, key.key, algorithms=allowed, options=options)
    except (jwt.PyJWTError, ValueError):
        return None
