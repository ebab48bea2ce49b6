"""Puts a token or key where a product looks for it: Authorization, another field, the query or a cookie."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from urllib.parse import quote

import msgspec

from harness.auth import ApiKey, Login
from harness.gather.identity.forge import read_jwt
from harness.gather.message import Field

_COOKIE_VALUE = re.compile(r"[!#-+\--:<-\[\]-~]*")
"""RFC 6265 section 4.1.1."""


class Credential(msgspec.Struct, frozen=True, kw_only=True):
    """What makes a request an identity's."""

    headers: tuple[Field, ...] = ()
    query: str = ""
    """A parameter to add to the target, as in `key=...`."""
    cookie: str = ""
    """A cookie to add, as in `session=...`."""
    facts: dict[str, str] = {}
    """For Redaction.facts: `credential`, `scheme`, for JWTs `alg`, for what is bound to a certificate `bound`, for
    tokens of our own authority `issuer`."""
    token: str = ""
    """The token, if it is one that can be renewed."""
    client: str = ""
    """Whose certificate is shown, by the name that the wire knows it by; empty: the one that all share."""
    secrets: tuple[bytes, ...] = ()
    """To be redacted in the one exchange that it is for."""

    @property
    def bare(self) -> bool:
        """Whether nothing is added to the request."""
        return not (self.headers or self.query or self.cookie)

    def target(self, target: str) -> str:
        """Return a request's target with the parameter."""
        return f"{target}{'&' if '?' in target else '?'}{self.query}" if self.query else target

    def fields(self, headers: Sequence[Field]) -> tuple[Field, ...]:
        """Return a request's header fields with those of the credential; there is one Cookie field at most."""
        if not self.cookie:
            return (*headers, *self.headers)
        sent = [value for name, value in headers if name.lower() == "cookie"]
        others = tuple(field for field in headers if field[0].lower() != "cookie")
        before = "; ".join(value if isinstance(value, str) else value.decode("latin-1") for value in sent)
        return (*others, *self.headers, ("Cookie", f"{before}; {self.cookie}" if before else self.cookie))


class Carrier(msgspec.Struct, frozen=True, kw_only=True):
    """Where a token or key goes."""

    place: str = "bearer"
    """`bearer`, `header`, `query` or `cookie`."""
    name: str = "Authorization"
    scheme: str = "bearer"
    client: str = ""
    bound: bool = False
    """The token is declared to be bound to the client's certificate."""
    issuer: str = ""
    """`ours` where our own authority signs the token."""

    def carry(self, token: str, kind: str) -> Credential:
        """Return the credential; `kind` says what it is: `genuine`, `tampered` ..."""
        facts = self._facts(token, kind)
        if self.place == "query":
            pair = f"{quote(self.name, safe='')}={quote(token, safe='')}"
            return Credential(query=pair, facts=facts, token=token, client=self.client)
        if self.place == "cookie":
            pair = f"{self.name}={token if _COOKIE_VALUE.fullmatch(token) else quote(token, safe='')}"
            return Credential(cookie=pair, facts=facts, token=token, client=self.client)
        value = f"Bearer {token}" if self.place == "bearer" else token
        return Credential(headers=((self.name, value),), facts=facts, token=token, client=self.client)

    def in_query(self) -> Carrier:
        """Return where the same would go as a parameter of the query (RFC 6750 section 2.3)."""
        name = "access_token" if self.place == "bearer" else self.name
        return msgspec.structs.replace(self, place="query", name=name)

    def _facts(self, token: str, kind: str) -> dict[str, str]:
        facts = {"credential": kind, "scheme": self.scheme}
        jwt = read_jwt(token)
        if jwt is not None and jwt.alg:
            facts["alg"] = jwt.alg
        if jwt is not None and jwt.scope:
            facts["scope"] = jwt.scope
        if self.issuer:
            facts["issuer"] = self.issuer
        if self.bound or (jwt is not None and jwt.bound):
            facts["bound"] = "certificate"
        return facts


def of_key(auth: ApiKey, client: str) -> Carrier:
    """Return where an API key goes."""
    return Carrier(place=auth.in_, name=auth.name, scheme="api-key", client=client)


def of_login(auth: Login, client: str) -> Carrier:
    """Return where the outcome of a login goes."""
    if auth.send == "bearer":
        return Carrier(client=client)
    return Carrier(place=auth.send, name=auth.name, scheme="api-key", client=client)


def basic(name: str, password: str, kind: str, client: str = "") -> Credential:
    """Return the credential of HTTP Basic (RFC 7617)."""
    pair = base64.b64encode(f"{name}:{password}".encode()).decode("ascii")
    return Credential(
        headers=(("Authorization", f"Basic {pair}"),), facts={"credential": kind, "scheme": "basic"}, client=client
    )
