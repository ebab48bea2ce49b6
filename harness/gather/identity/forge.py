"""Makes bad tokens from good ones: malformed, unsigned, tampered with (RFC 7515, RFC 7519, RFC 8725)."""

from __future__ import annotations

import base64
import binascii
import json
import re
from typing import Any

import msgspec

MALFORMED = "hallmark-malformed-token"
"""No server can have issued this: it is neither a JWT nor a reference to a session."""

FAR = 4_102_444_800
"""The year 2100, as a NumericDate (RFC 7519 section 2)."""
_PART = re.compile(r"[A-Za-z0-9_-]*")
_SCOPE = re.compile(r"[!#-\[\]-~]{1,200}")
"""RFC 6749 section 3.3."""
_ALG = re.compile(r"[A-Za-z0-9+-]{1,16}")


class Unavailable(msgspec.Struct, frozen=True):
    """A credential that cannot be had, and why."""

    why: str


class Jwt(msgspec.Struct, frozen=True, kw_only=True):
    """A JSON Web Token in its compact form, taken apart and not verified: it is for the product to do that."""

    header: dict[str, Any]
    claims: dict[str, Any]
    parts: tuple[str, str, str]

    @property
    def alg(self) -> str:
        """The algorithm that its header names, or an empty string for one that no registry could have."""
        alg = self.header.get("alg")
        return alg if isinstance(alg, str) and _ALG.fullmatch(alg) else ""

    @property
    def bound(self) -> bool:
        """Whether it says that it is bound to a client certificate (RFC 8705 section 3.1)."""
        confirmation = self.claims.get("cnf")
        return isinstance(confirmation, dict) and isinstance(confirmation.get("x5t#S256"), str)

    @property
    def scope(self) -> str:
        """The scopes that it names, separated by spaces (RFC 8693 section 4.2; `scp` as some issuers write it)."""
        said = self.claims.get("scope", self.claims.get("scp"))
        words = said if isinstance(said, list) else said.split() if isinstance(said, str) else []
        return " ".join(word for word in map(str, words) if _SCOPE.fullmatch(word))

    @property
    def audience(self) -> frozenset[str]:
        """Whom it is for (RFC 7519 section 4.1.3)."""
        said = self.claims.get("aud")
        return (
            frozenset(map(str, said)) if isinstance(said, list) else frozenset({said} if isinstance(said, str) else ())
        )


def read_jwt(token: str) -> Jwt | None:
    """Return the token's parts, or None when it is no JWT: then only whoever issued it can read it."""
    parts = token.split(".")
    if len(parts) != 3 or not all(_PART.fullmatch(part) for part in parts):
        return None
    header, claims = _object(parts[0]), _object(parts[1])
    if header is None or claims is None:
        return None
    return Jwt(header=header, claims=claims, parts=(parts[0], parts[1], parts[2]))


def unsigned(token: str) -> str | Unavailable:
    """Return the token with `alg: none` and no signature (RFC 8725 section 2.1)."""
    jwt = read_jwt(token)
    if jwt is None:
        # The genuine token is opaque: one that says who bears it, and is signed by nobody, is refused all the same.
        return f"{_written({'alg': 'none', 'typ': 'JWT'})}.{_written({'sub': 'hallmark', 'exp': FAR})}."
    return f"{_written({**jwt.header, 'alg': 'none'})}.{jwt.parts[1]}."


def altered_claims(token: str) -> str | Unavailable:
    """Return the token with one claim more under the old signature (RFC 8725 section 2.2)."""
    jwt = read_jwt(token)
    if jwt is None:
        return Unavailable("the genuine token is not a JWT, so its claims cannot be altered")
    if not jwt.parts[2]:
        return Unavailable("the genuine token has no signature that an altered claim could belie")
    return f"{jwt.parts[0]}.{_written({**jwt.claims, 'hallmark': 'tampered'})}.{jwt.parts[2]}"


def altered(token: str) -> str | Unavailable:
    """Return the token with one letter changed: of a JWT's signature, or in the middle of an opaque token."""
    if not token:
        return Unavailable("the genuine credential is empty")
    jwt = read_jwt(token)
    if jwt is None:
        return _changed(token, len(token) // 2)
    if not jwt.parts[2]:
        return Unavailable("the genuine token has no signature")
    # The first letter: the last one may hold bits that no decoder looks at.
    return f"{jwt.parts[0]}.{jwt.parts[1]}.{_changed(jwt.parts[2], 0)}"


def _changed(text: str, at: int) -> str:
    # Another letter whatever its case: of a digest in hexadecimal both cases mean the same.
    return f"{text[:at]}{'B' if text[at] in 'Aa' else 'A'}{text[at + 1 :]}"


def _object(part: str) -> dict[str, Any] | None:
    try:
        value = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _written(value: dict[str, Any]) -> str:
    raw = json.dumps(value, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")
