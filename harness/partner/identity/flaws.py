"""Makes a token that is wrong in one way, signed all the same as the issuer signs (RFC 8725, RFC 7519 section 4.1)."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from harness.partner.identity.keys import Key, new_key

AN_HOUR: Final = 3600
ELSEWHERE: Final = "https://another.example.org"
"""An audience and an issuer that nobody trusts (RFC 2606)."""


@dataclass(frozen=True, slots=True)
class Good:
    """What a good token would be."""

    claims: dict[str, Any]
    header: dict[str, Any]
    """Beside the algorithm: `typ` and `kid`."""
    key: Key
    now: float

    def signed(self, claims: Mapping[str, Any] | None = None, header: Mapping[str, Any] | None = None) -> str:
        """Return the token with some of it otherwise."""
        return self.key.signed({**self.claims, **(claims or {})}, {**self.header, **(header or {})})


Flaw: TypeAlias = Callable[[Good], str]


def _unsigned(good: Good) -> str:
    return f"{_part({**good.header, 'alg': 'none'})}.{_part(good.claims)}."


def _expired(good: Good) -> str:
    then = int(good.now) - 2 * AN_HOUR
    return good.signed({"iat": then, "nbf": then, "exp": int(good.now) - AN_HOUR})


def _not_yet_valid(good: Good) -> str:
    begins = int(good.now) + AN_HOUR
    return good.signed({"nbf": begins, "exp": begins + AN_HOUR})


def _wrong_key(good: Good) -> str:
    return new_key(good.key.algorithm).signed(good.claims, good.header)


def _unknown_key(good: Good) -> str:
    other = new_key(good.key.algorithm)
    return other.signed(good.claims, {**good.header, "kid": other.kid})


def _embedded_key(good: Good) -> str:
    other = new_key(good.key.algorithm)
    return other.signed(good.claims, {**good.header, "kid": other.kid, "jwk": other.jwk})


def _confused(good: Good) -> str:
    """HMAC with the public key for a secret, which everybody knows (RFC 8725 section 2.1)."""
    content = f"{_part({**good.header, 'alg': 'HS256'})}.{_part(good.claims)}"
    digest = hmac.digest(good.key.public_pem(), content.encode(), hashlib.sha256)
    return f"{content}.{_base64(digest)}"


FLAWS: Final[Mapping[str, Flaw]] = {
    "alg-none": _unsigned,
    "expired": _expired,
    "not-yet-valid": _not_yet_valid,
    "wrong-audience": lambda good: good.signed({"aud": ELSEWHERE}),
    "wrong-issuer": lambda good: good.signed({"iss": ELSEWHERE}),
    "wrong-key": _wrong_key,
    "unknown-key": _unknown_key,
    "embedded-key": _embedded_key,
    "alg-confusion": _confused,
}
"""What can be wrong with a token, by the name that evidence gives it."""


def _part(value: Mapping[str, Any]) -> str:
    return _base64(json.dumps(value, separators=(",", ":")).encode())


def _base64(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")
