"""Reads a token with suspicion: whole, signed by a key that is published, by its algorithm, and by whom and for whom.

What a header says of where keys are to be found (`jku`, `x5u`, `jwk`, `x5c`) is never looked at (RFC 8725 section
3.10), and of the algorithm it says nothing that counts: each key is for one (section 3.1).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import jwt

from harness.partner.identity.keys import FOR_EVER, Public

CHECKS: Final = ("signature", "algorithm", "expiry", "not-before", "audience", "issuer", "binding")
"""All that can be checked of a token; RFC 7515 section 5.2, RFC 8725 section 3.1, RFC 7519 sections 4.1.4, 4.1.5, 4.1.3
and 4.1.1, RFC 8705 section 3."""
LONGEST: Final = 16_384
"""Characters of a token that are looked at."""
LONGEST_KID: Final = 256


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a call is nobody's: `missing`, `malformed`, `invalid_token` or `insufficient_scope`."""

    why: str
    detail: str


@dataclass(frozen=True, slots=True)
class Found:
    """A key that a token may be verified with."""

    algorithm: str
    public: Public
    until: float = FOR_EVER
    """When it is good no longer, seconds since 1970."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose tokens are taken, and for whom."""

    issuer: str
    audience: str
    find: Callable[[str], Found | None]
    """Gives the key of a name."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What a token says, its time not yet looked at."""

    claims: dict[str, Any]
    expires: float
    begins: float
    bound: str
    """Thumbprint of the certificate that it is bound to; empty: none."""


def verified(token: str, wanted: Wanted, check: frozenset[str] = frozenset(CHECKS)) -> Verified | Refused:
    """Return what a token says, or why it is refused; whether it is in time and on its certificate is not looked at."""
    if len(token) > LONGEST:
        return Refused("malformed", "The token is too long.")
    try:
        header = jwt.get_unverified_header(token)
        claims = jwt.decode(token, options={"verify_signature": False})
    except (jwt.PyJWTError, ValueError, RecursionError):
        return Refused("malformed", "The token cannot be read.")
    wrong = _unsigned(token, header, wanted, check)
    if wrong:
        return Refused("invalid_token", wrong)
    return _said(claims, wanted, check)


def _unsigned(token: str, header: dict[str, Any], wanted: Wanted, check: frozenset[str]) -> str:
    """Return what is wrong with the signature, or nothing."""
    if "crit" in header:
        return "The token has a header that is critical and unknown here."  # RFC 7515 section 4.1.11
    if header.get("alg") == "none" and "algorithm" not in check:
        return ""
    kid = header.get("kid")
    found = wanted.find(kid) if isinstance(kid, str) and len(kid) <= LONGEST_KID else None
    if "signature" not in check:
        return "" if header.get("alg") != "none" else "The token is not signed as it should be."
    if found is None:
        return "The token is signed by a key that is not published."
    if header.get("alg") != found.algorithm:
        return "The token is not signed as it should be."
    try:
        # Only the signature: the claims are looked at by ourselves, by the clock that was handed in.
        jwt.api_jws.decode(token, found.public, algorithms=[found.algorithm])
    except (jwt.PyJWTError, ValueError):
        return "The signature of the token is wrong."
    return ""


def _said(claims: dict[str, Any], wanted: Wanted, check: frozenset[str]) -> Verified | Refused:
    expires, begins = seconds(claims.get("exp")), seconds(claims.get("nbf", 0))
    if expires is None or begins is None or not isinstance(claims.get("sub"), str):
        return Refused("invalid_token", "The token does not say whose it is and when.")
    if "issuer" in check and claims.get("iss") != wanted.issuer:
        return Refused("invalid_token", "The token was not issued here.")
    if "audience" in check and wanted.audience not in audiences(claims):
        return Refused("invalid_token", "The token is for another audience.")
    confirmed = claims.get("cnf")
    bound = confirmed.get("x5t#S256", "") if isinstance(confirmed, dict) else ""
    return Verified(claims, expires, begins, bound if isinstance(bound, str) else "?")


def audiences(claims: dict[str, Any]) -> tuple[str, ...]:
    """Return whom a token is for: one, or a list (RFC 7519 section 4.1.3)."""
    said = claims.get("aud")
    found = said if isinstance(said, list) else [said]
    return tuple(one for one in found if isinstance(one, str))


def seconds(value: Any) -> float | None:
    """Return a NumericDate (RFC 7519 section 2), or None for what is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        found = float(value)
    except OverflowError:
        return None
    return found if math.isfinite(found) else None
