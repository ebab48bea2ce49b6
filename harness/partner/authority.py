"""Issues and checks access tokens for a partner: OAuth 2 client credentials, in miniature."""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from dataclasses import dataclass
from typing import Any, Final, TypeAlias
from urllib.parse import parse_qsl, unquote_plus

import jwt
import msgspec

from harness.partner.call import Reply

ALGORITHM: Final = "HS256"
CHECKS: Final = ("signature", "algorithm", "expiry", "audience", "binding")
"""All that can be checked of a token; RFC 7515 section 5.2, RFC 8725 section 3.1, RFC 7519 sections 4.1.4 and 4.1.3,
RFC 8705 section 3."""
MOST_REMEMBERED: Final = 2048

Identity: TypeAlias = dict[str, Any]
"""`client`, `agency` and `scopes`: what `$identity` names."""


class Client(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One client of the authority."""

    agency: str
    scopes: tuple[str, ...]
    lifetime: int | None = None
    """Seconds from now until its tokens expire; negative: they have expired already."""
    audience: str = ""
    """Whom its tokens are for, where that is not this partner."""


class Terms(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a script says of its authority."""

    issuer: str
    audience: str
    clients: dict[str, Client]
    token_path: str = "/oauth/token"
    lifetime: int = 3600
    """Seconds that a token is good for."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a call is nobody's: `missing`, `malformed`, `invalid_token` or `insufficient_scope`."""

    why: str
    detail: str


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a token that was read before turned out to say."""

    identity: Identity
    expires: float
    bound: str
    """Thumbprint of the certificate that it is bound to; empty: none."""


class Authority:
    """Knows the clients, signs tokens and reads them again."""

    def __init__(self, terms: Terms, key: bytes, secret: str) -> None:
        """Sign with `key` (32 bytes or more); `secret` is what every client of the demonstration signs in with."""
        self.terms = terms
        self._key = key
        self._secret = secret
        self._seen: dict[tuple[str, frozenset[str]], _Seen] = {}
        self._identities = {
            name: {"client": name, "agency": client.agency, "scopes": list(client.scopes)}
            for name, client in terms.clients.items()
        }

    def rotate(self, key: bytes) -> None:
        """Sign with another key from now on (32 bytes or more); what was signed before is nobody's."""
        self._key = key
        self._seen.clear()

    def identity(self, client: str) -> Identity:
        """Return who a client is; raises ValueError for an unknown one."""
        if client not in self._identities:
            raise ValueError(f"the authority has no client {client!r}; it has {', '.join(self._identities)}")
        return self._identities[client]

    def token(self, headers: dict[str, str], body: bytes, now: float, certificate: str = "") -> Reply:
        """Answer a request at the token endpoint (RFC 6749 sections 4.4 and 5).

        The token is bound to the certificate of that thumbprint, if there is one (RFC 8705 section 3).
        """
        media = headers.get("content-type", "").partition(";")[0].strip().lower()
        if media != "application/x-www-form-urlencoded":
            return _error(400, "invalid_request", "the content is not a form")
        try:
            form = dict(parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=bool(body)))
        except ValueError:
            return _error(400, "invalid_request", "the form cannot be read")
        name, secret = _credentials(headers.get("authorization", ""), form)
        client = self.terms.clients.get(name)
        if client is None or not hmac.compare_digest(secret.encode(), self._secret.encode()):
            return _error(401, "invalid_client", "unknown client or wrong secret")
        if form.get("grant_type") != "client_credentials":
            return _error(400, "unsupported_grant_type", "only client_credentials is granted")
        asked = form.get("scope", "").split()
        if not set(asked) <= set(client.scopes):
            return _error(400, "invalid_scope", "the client has no such scope")
        return self._issue(name, client, asked or list(client.scopes), now, certificate)

    def _issue(self, name: str, client: Client, scopes: list[str], now: float, certificate: str) -> Reply:
        lifetime = self.terms.lifetime if client.lifetime is None else client.lifetime
        claims: dict[str, Any] = {
            "iss": self.terms.issuer,
            "sub": name,
            "agency": client.agency,
            "aud": client.audience or self.terms.audience,
            "scope": " ".join(scopes),
            "iat": int(now + min(lifetime, 0)) - 1,
            "exp": int(now) + lifetime,
        }
        if certificate:
            claims["cnf"] = {"x5t#S256": certificate}
        token = jwt.encode(claims, self._key, ALGORITHM)
        said = {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": max(lifetime, self.terms.lifetime) if lifetime < 0 else lifetime,
            "scope": " ".join(scopes),
        }
        return Reply(status=200, headers=_HEADERS, body=json.dumps(said).encode())

    def identify(
        self, authorization: str | None, now: float, check: frozenset[str] = frozenset(CHECKS), certificate: str = ""
    ) -> Identity | Refused:
        """Return whose token an Authorization field carries, or why it is nobody's.

        `certificate` is the thumbprint of the one that the client showed.
        """
        if not authorization:
            return Refused("missing", "A bearer token is needed.")
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer":
            return Refused("missing", "A bearer token is needed.")
        token = token.strip()
        seen = self._seen.get((token, check))
        if seen is None:
            read = self._read(token, check)
            if isinstance(read, Refused):
                return read
            if len(self._seen) >= MOST_REMEMBERED:
                self._seen.clear()
            seen = self._seen[token, check] = read
        if "expiry" in check and now >= seen.expires:
            return Refused("invalid_token", "The token has expired.")
        if "binding" in check and seen.bound and seen.bound != certificate:
            return Refused("invalid_token", "The token is bound to another certificate.")
        return seen.identity

    def _read(self, token: str, check: frozenset[str]) -> _Seen | Refused:
        try:
            algorithm = jwt.get_unverified_header(token).get("alg")
            claims = jwt.decode(token, options={"verify_signature": False})
        except (jwt.PyJWTError, ValueError, RecursionError):
            return Refused("malformed", "The token cannot be read.")
        unsigned = algorithm == "none" and "algorithm" not in check
        if algorithm != ALGORITHM and not unsigned:
            return Refused("invalid_token", "The token is not signed as it should be.")
        if "signature" in check and not unsigned and not self._signed(token):
            return Refused("invalid_token", "The signature of the token is wrong.")
        client, expires = claims.get("sub"), claims.get("exp")
        if claims.get("iss") != self.terms.issuer or client not in self._identities or type(expires) is not int:
            return Refused("invalid_token", "The token was not issued here.")
        if "audience" in check and claims.get("aud") != self.terms.audience:
            return Refused("invalid_token", "The token is for another audience.")
        scopes, confirmed = str(claims.get("scope", "")).split(), claims.get("cnf")
        bound = str(confirmed.get("x5t#S256", "")) if isinstance(confirmed, dict) else ""
        return _Seen({**self._identities[client], "scopes": scopes}, float(expires), bound)

    def _signed(self, token: str) -> bool:
        try:
            # Only the signature: the claims are looked at by ourselves, by the clock that was handed in.
            jwt.api_jws.decode(token, self._key, algorithms=[ALGORITHM])
        except (jwt.PyJWTError, ValueError):
            return False
        return True

    def challenge(self, refused: Refused, scope: str = "") -> str:
        """Return the WWW-Authenticate field of a refusal (RFC 6750 section 3)."""
        text = f'Bearer realm="{self.terms.issuer}"'
        if refused.why == "missing":
            return text
        error = "invalid_token" if refused.why == "malformed" else refused.why
        return f'{text}, error="{error}"' + (f', scope="{scope}"' if scope else "")


_HEADERS: Final = (("Content-Type", "application/json"), ("Cache-Control", "no-store"), ("Pragma", "no-cache"))


def _error(status: int, error: str, detail: str) -> Reply:
    challenge = (("WWW-Authenticate", 'Basic realm="token"'),) if status == 401 else ()
    body = json.dumps({"error": error, "error_description": detail}).encode()
    return Reply(status=status, headers=(*_HEADERS, *challenge), body=body)


def _credentials(authorization: str, form: dict[str, str]) -> tuple[str, str]:
    """Name and secret of the client, from HTTP Basic or the form (RFC 6749 section 2.3.1), or empty."""
    scheme, _, rest = authorization.partition(" ")
    if scheme.lower() != "basic":
        return form.get("client_id", ""), form.get("client_secret", "")
    try:
        name, _, secret = base64.b64decode(rest.strip(), validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return "", ""
    return unquote_plus(name), unquote_plus(secret)
