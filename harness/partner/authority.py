"""Plays a partner's identity provider: answers at its endpoints, and tells whose token a call carries."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, TypeAlias

import jwt

from harness.partner.call import PLAINLY, Came, Reply
from harness.partner.identity.documents import key_set, metadata, unattended
from harness.partner.identity.granting import Granting
from harness.partner.identity.keys import Ring
from harness.partner.identity.minting import Mint
from harness.partner.identity.terms import WELL_KNOWN, Client, Terms
from harness.partner.identity.trusting import Beside, Trusted
from harness.partner.identity.verifying import CHECKS, Found, Refused, Verified, Wanted, verified
from harness.partner.problem import problem

__all__ = ["CHECKS", "Authority", "Client", "Identity", "Refused", "Terms"]

MOST_REMEMBERED: Final = 2048
MOST_SPOILT: Final = 1024

Identity: TypeAlias = dict[str, Any]
"""`client`, `agency` and `scopes`: what `$identity` names."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a token that was read before turned out to say."""

    identity: Identity
    said: Verified
    until: float
    """When the key that signed it is good no longer."""


class Authority:
    """Knows the clients, signs tokens and reads them again; or trusts another authority to do so."""

    def __init__(self, terms: Terms, secret: str, ring: Ring | None = None, trusted: Trusted | None = None) -> None:
        """`secret` is what clients sign in with; tokens of `trusted` are taken, not its own."""
        self.terms = terms
        self.ring = ring or Ring(terms.keys.algorithm)
        self._trusts = trusted is not None
        self._from: Trusted = trusted or Beside(self.ring, lambda: self.issuer)
        self.root = ""
        """Scheme, host and port under which it is found; known when it is served."""
        self.asks_certificates = False
        """Whether clients are asked for certificates, so that tokens are bound to them."""
        self.mint = Mint(terms, self.ring, lambda: self.issuer)
        self._granting = Granting(terms, secret, self.mint, self._good)
        self._seen: dict[tuple[str, frozenset[str]], _Seen] = {}
        self._generation = 0
        self._spoilt: dict[str, str] = {}
        self._identities = {
            name: {"client": name, "agency": client.agency, "scopes": list(client.scopes)}
            for name, client in terms.clients.items()
        }
        beside = {terms.endpoint(name): name for name in ("jwks", "introspect", "revoke", "authorize")}
        documents = dict.fromkeys(WELL_KNOWN, "discovery")
        own = {**beside, **documents} if terms.clients else {}
        self.endpoints = {**own, terms.token_path: "token"} if trusted is None else {}
        """Names of its endpoints, by path."""

    @property
    def issuer(self) -> str:
        """Return who its tokens are of: a URL, unless the script gives a name and it is not served."""
        return self.terms.issuer if "://" in self.terms.issuer else self.root or self.terms.issuer

    @property
    def taken(self) -> str:
        """Return whose tokens are taken."""
        return self._from.issuer

    def endpoint(self, path: str) -> str:
        """Return the name of one of its endpoints, or empty."""
        return self.endpoints.get(path, "")

    def identity(self, client: str) -> Identity:
        """Return who a client is; raises ValueError for an unknown one."""
        if client not in self._identities:
            raise ValueError(f"the authority has no client {client!r}; it has {', '.join(self._identities)}")
        return self._identities[client]

    def rotate(self, now: float, overlap: float = 0.0) -> None:
        """Sign with another key from now on; the one before stays in the key set for so many seconds."""
        self.ring.rotate(now, overlap)

    def answer(
        self, endpoint: str, method: str, headers: Mapping[str, str], body: bytes, now: float, came: Came = PLAINLY
    ) -> Reply:
        """Answer a request to one of its endpoints."""
        reads = endpoint in ("jwks", "discovery", "authorize")
        if method not in (("GET", "HEAD") if reads else ("POST",)):
            allow = "GET, HEAD" if reads else "POST"
            return problem(405, "The endpoint does not take the method.", headers=(("Allow", allow),))
        if endpoint == "authorize":
            return unattended()
        if endpoint == "discovery":
            return metadata(self.terms, self.issuer, self.root, self.asks_certificates)
        if endpoint == "jwks":
            return key_set(self.terms, self.ring.published(now))
        here = frozenset((self.issuer, self.root + self.terms.token_path, self.root + self.terms.endpoint(endpoint)))
        return self._granting.answer(endpoint, headers, body, now, came, here)

    def token(self, headers: Mapping[str, str], body: bytes, now: float, came: Came = PLAINLY) -> Reply:
        """Answer a request for a token (RFC 6749 sections 4.4 and 5)."""
        return self.answer("token", "POST", headers, body, now, came)

    def spoil(self, body: bytes, now: float, flaw: str, fault: str) -> bytes:
        """Return an answer with its token wrong in one way; calls that bear it are known by the fault's name."""
        said = json.loads(body)
        claims = jwt.decode(said["access_token"], options={"verify_signature": False})
        said["access_token"] = self.mint.spoilt(claims, now, flaw)
        if len(self._spoilt) >= MOST_SPOILT:
            del self._spoilt[next(iter(self._spoilt))]
        self._spoilt[said["access_token"]] = fault
        return json.dumps(said).encode()

    def fault_of(self, authorization: str | None) -> str:
        """Return the name of the fault by which the token that a call bears was made wrong, or empty."""
        return self._spoilt.get(_bearer(authorization), "") if self._spoilt else ""

    def identify(
        self, authorization: str | None, now: float, check: frozenset[str] = frozenset(CHECKS), certificate: str = ""
    ) -> Identity | Refused:
        """Return whose token an Authorization field carries, or why it is nobody's.

        `certificate` is the thumbprint of the one that the client showed.
        """
        token = _borne(authorization)
        if token is None:
            return Refused("missing", "A bearer token is needed.")
        seen = self._known(token, check, now)
        if isinstance(seen, Refused):
            return seen
        refused = self._out_of_time(seen, now, check)
        if refused is not None:
            return refused
        if "binding" in check and seen.said.bound and seen.said.bound != certificate:
            return Refused("invalid_token", "The token is bound to another certificate.")
        return seen.identity

    def _out_of_time(self, seen: _Seen, now: float, check: frozenset[str]) -> Refused | None:
        if "expiry" in check and now >= seen.said.expires:
            return Refused("invalid_token", "The token has expired.")
        if "not-before" in check and now < seen.said.begins:
            return Refused("invalid_token", "The token is not valid yet.")
        if self._granting.revoked and str(seen.said.claims.get("jti")) in self._granting.revoked:
            return Refused("invalid_token", "The token was revoked.")
        return None

    def _known(self, token: str, check: frozenset[str], now: float) -> _Seen | Refused:
        """Return what is known of a token: read once, and again when the keys have changed."""
        if self._from.generation != self._generation:
            self._generation = self._from.generation
            self._seen.clear()
        seen = self._seen.get((token, check))
        if seen is not None and ("signature" not in check or now < seen.until):
            return seen
        read = self._read(token, check, now)
        if isinstance(read, Refused):
            return read
        if len(self._seen) >= MOST_REMEMBERED:
            self._seen.clear()
        self._seen[token, check] = read
        return read

    def _read(self, token: str, check: frozenset[str], now: float) -> _Seen | Refused:
        until = [float("inf")]

        def find(kid: str) -> Found | None:
            found = self._from.find(kid, now)
            until[0] = found.until if found is not None else until[0]
            return found

        said = verified(token, Wanted(self._from.issuer, self.terms.audience, find), check)
        if isinstance(said, Refused):
            return said
        identity = self._identities.get(said.claims["sub"]) or self._vouched(said.claims)
        if identity is None:
            return Refused("invalid_token", "The token was not issued here.")
        scopes = str(said.claims.get("scope", "")).split()
        return _Seen({**identity, "scopes": scopes}, said, until[0])

    def _vouched(self, claims: Mapping[str, Any]) -> Identity | None:
        """Return who a client is that this partner was not told of, where the authority that is trusted says it."""
        agency = claims.get("agency")
        if not (self._trusts and isinstance(agency, str) and agency):
            return None
        return {"client": claims["sub"], "agency": agency}

    def _good(self, token: str, now: float) -> Verified | Refused:
        """Return what a token of ours says that is good now, on whatever certificate and for whomever."""
        check = frozenset(CHECKS) - {"audience"}
        seen = self._known(token, check, now)
        if isinstance(seen, Refused):
            return seen
        return self._out_of_time(seen, now, check) or seen.said

    def challenge(self, refused: Refused, scope: str = "") -> str:
        """Return the WWW-Authenticate field of a refusal (RFC 6750 section 3)."""
        text = f'Bearer realm="{self.terms.issuer}"'
        if refused.why == "missing":
            return text
        error = "invalid_token" if refused.why == "malformed" else refused.why
        return f'{text}, error="{error}"' + (f', scope="{scope}"' if scope else "")


@lru_cache(maxsize=256)
def _borne(authorization: str | None) -> str | None:
    """Return the token that an Authorization field carries, or None where it is of another scheme or absent."""
    is_bearer = (authorization or "").partition(" ")[0].lower() == "bearer"
    return _bearer(authorization) if is_bearer else None


@lru_cache(maxsize=256)
def _bearer(authorization: str | None) -> str:
    # The same text each time: what is looked up by it is hashed once.
    return (authorization or "").partition(" ")[2].strip()
