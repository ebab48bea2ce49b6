"""Signs tokens as the authority that Hallmark plays, good ones and such as are wrong in one way."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from harness.auth import OwnAuthority
from harness.declaration import PartnerAuthority
from harness.gather.identity.forge import Unavailable
from harness.partner.identity.clients import thumbprint_of
from harness.partner.identity.flaws import FLAWS, Good
from harness.partner.identity.keys import Key, Ring
from harness.partner.identity.state import Folder

RENEWAL: Final = 0.8
"""Part of a token's life after which another is made."""
A_DAY: Final = 86_400
"""Seconds for which a key that is published besides stays: longer than any run."""


class Issuer:
    """The authority's keys, as far as a run signs with them; may be shared by threads."""

    def __init__(self, terms: PartnerAuthority, now: Callable[[], float]) -> None:
        """`now` gives seconds since 1970. Raises MockError for a folder that cannot be used."""
        self.terms = terms
        self.now = now
        self.ring = Ring(terms.algorithm, Folder(Path(terms.state), terms.algorithm) if terms.state else None)
        self._key = self.ring.current()

    def token(self, identity: str, auth: OwnAuthority, flaw: str = "") -> str:
        """Return a token; `flaw` is one of FLAWS."""
        good = self._good(identity, auth, self._key)
        return FLAWS[flaw](good) if flaw else good.signed()

    def by_another_key(self, identity: str, auth: OwnAuthority) -> str:
        """Return a good token that is signed by a key which is published from now on, and was not before."""
        return self._good(identity, auth, self.ring.publish(self.now(), A_DAY)).signed()

    def _good(self, identity: str, auth: OwnAuthority, key: Key) -> Good:
        now, client = self.now(), auth.client or identity
        claims: dict[str, Any] = {
            "iss": self.terms.url,
            "sub": client,
            "client_id": client,
            "aud": self.terms.audience,
            "iat": int(now) - 1,
            "nbf": int(now) - 1,
            "exp": int(now) + auth.lifetime,
            "jti": secrets.token_urlsafe(12),
            **({"scope": auth.scope} if auth.scope else {}),
            **auth.claims,
        }
        if auth.bound and auth.certificate is not None:
            pem = Path(auth.certificate.client_cert).read_text("ascii", "replace")
            claims["cnf"] = {"x5t#S256": thumbprint_of(pem)}
        return Good(claims, {"typ": self.terms.type, "kid": key.kid}, key, now)


class Signed:
    """Tokens of one identity from our own authority; see `tokens.Source`. May be shared by threads."""

    def __init__(self, issuer: Issuer, make: Callable[[], str], lifetime: int, learn: Callable[[bytes], None]) -> None:
        """`learn` is told of each token, so that it is taken out of evidence."""
        self._issuer = issuer
        self._make = make
        self._lifetime = lifetime
        self._learn = learn
        self._lock = threading.Lock()
        self._token = ""
        self._until = 0.0

    def current(self) -> str | Unavailable:
        """Return a token, the same for most of its life."""
        with self._lock:
            now = self._issuer.now()
            if not self._token or now >= self._until:
                self._token, self._until = self._make(), now + self._lifetime * RENEWAL
                self._learn(self._token.encode("ascii"))
            return self._token

    def renewed(self, refused: str) -> str | Unavailable:
        """Say that another would be no better: nothing is wrong with this one that another has not."""
        return Unavailable("the token is of Hallmark's own authority, and another would say the same")
