"""Signs requests as the identities that a run file declares, or with credentials that are no good on purpose."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TypeAlias
from urllib.parse import quote

import msgspec

from harness.declaration import ApiKey, Auth, Basic, Bearer, ClientCredentials, NoAuth, Target
from harness.errors import TargetError
from harness.evidence import Exchange, ExchangeId, Response
from harness.gather.compose import Field
from harness.gather.forge import MALFORMED, Unavailable, altered, altered_claims, read_jwt, unsigned
from harness.gather.tokens import TokenSource
from harness.gather.wire import Partition, Wire

OWN = "own-agency"
NOBODY = frozenset({"none", "absent"})
"""Names of no credential at all; an exchange says `none`."""

_SEALED = ("token", "key", "password", "client_secret")
# Declared credentials that are bad by what the supplier says of them.
_BAD = frozenset({"expired", "wrong-audience"})


class CredentialLacking(TargetError):
    """A request cannot be signed as the identity that was asked for."""


class Credential(msgspec.Struct, frozen=True, kw_only=True):
    """What makes a request an identity's."""

    headers: tuple[Field, ...] = ()
    query: str = ""
    """A parameter to add to the target, as in `key=...`."""
    facts: dict[str, str] = {}
    """For Redaction.facts: `credential`, `scheme`, and for JWTs `alg`."""
    token: str = ""
    """The bearer token, if it is one."""


Made: TypeAlias = Credential | Unavailable
Forge: TypeAlias = Callable[[str], str | Unavailable]

DERIVED: Mapping[str, tuple[str, Forge]] = {
    "malformed": ("malformed", lambda _: MALFORMED),
    "alg-none": ("alg-none", unsigned),
    "tampered": ("tampered", altered),
    "tampered-claims": ("tampered", altered_claims),
}
"""Identities that are made from our own agency's credential: what they are, and how."""


class Credentials:
    """All credentials of a run; may be shared by threads."""

    def __init__(
        self,
        identities: Mapping[str, Auth],
        wire: Wire,
        *,
        partition: Callable[[str], Partition] | None = None,
    ) -> None:
        """`identities` with their secrets looked up; `partition` makes the partitions `token:<identity>`."""
        self._auths = dict(identities)
        self._wire = wire
        make = partition or wire.partition
        self._sources = {
            name: TokenSource(name, auth, wire, partial(make, f"token:{name}"))
            for name, auth in self._auths.items()
            if isinstance(auth, ClientCredentials)
        }
        self._refused: dict[str, str] = {}

    def credential(self, identity: str) -> Made:
        """Return how a request is signed as `identity`, or why it cannot be; fetches a token if one is due."""
        if identity in NOBODY:
            return Credential(facts={"credential": "absent"})
        auth = self._auths.get(identity)
        if auth is not None:
            return self._genuine(identity, auth)
        if identity in DERIVED:
            return self._derived(identity)
        return Unavailable(f"no identity {identity} is declared")

    def lacking(self) -> dict[str, str]:
        """Return the declared and derived identities that cannot be had, and why; fetches tokens."""
        made = {name: self.credential(name) for name in (*self._auths, *DERIVED)}
        return {name: one.why for name, one in made.items() if isinstance(one, Unavailable)}

    def send(
        self,
        partition: Partition,
        method: str,
        target: str,
        headers: Sequence[Field] = (),
        body: bytes = b"",
        *,
        identity: str = OWN,
        probe: str = "",
        intent: str = "",
        attempt: int = 1,
        caused_by: ExchangeId | None = None,
    ) -> Exchange:
        """Sign and send; a genuine token that is refused with 401 is renewed once and the request sent again.

        A request that has an Authorization field of its own is left as it is. Raises CredentialLacking, StopRun and
        NotSent.
        """
        made = self._sure(identity, self.credential(identity))
        once = _Once(self._wire, partition, method, target, tuple(headers), body, identity, probe, intent)
        exchange = once.send(made, attempt, caused_by)
        token = self._renewed(identity, made, exchange)
        if token is None:
            return exchange
        again = once.send(_bearer(token, "genuine"), exchange.attempt + 1, exchange.id)
        if _unauthorised(again):
            self._refused[identity] = token  # a new token does not help; the next is fetched when this one runs out
        return again

    def _renewed(self, identity: str, made: Credential, exchange: Exchange) -> str | None:
        source = self._sources.get(identity)
        if source is None or not _unauthorised(exchange) or self._refused.get(identity) == made.token:
            return None
        token = source.renewed(made.token)
        return None if isinstance(token, Unavailable) else token

    def _sure(self, identity: str, made: Made) -> Credential:
        if isinstance(made, Credential):
            return made
        hint = "Check the credentials in hallmark.yaml under target.auth and target.identities."
        raise CredentialLacking(made.why, where=f"identity {identity}", hint=hint)

    def _genuine(self, identity: str, auth: Auth) -> Made:
        kind = identity if identity in _BAD else "genuine"
        if isinstance(auth, NoAuth):
            return Credential(facts={"credential": "absent"})
        if isinstance(auth, Basic):
            made = _basic(auth.username, str(auth.password), kind)
            self._wire.learn(f"{identity}/basic", str(made.headers[0][1]).removeprefix("Basic ").encode("ascii"))
            return made
        if isinstance(auth, ApiKey):
            return _api_key(auth, str(auth.key), kind)
        token = str(auth.token) if isinstance(auth, Bearer) else self._sources[identity].current()
        return token if isinstance(token, Unavailable) else _bearer(token, kind)

    def _derived(self, identity: str) -> Made:
        kind, forge = DERIVED[identity]
        auth = self._auths.get(OWN, NoAuth())
        if isinstance(auth, NoAuth):
            return Unavailable("the product is declared to need no credential")
        if isinstance(auth, Basic | ApiKey):
            return self._derived_from_key(auth, kind, identity, forge)
        genuine = self._genuine(OWN, auth)
        if isinstance(genuine, Unavailable):
            return genuine
        token = forge(genuine.token)
        if isinstance(token, Unavailable):
            return token
        self._wire.learn(f"{OWN}/{identity}", token.encode("ascii"))
        return _bearer(token, kind)

    def _derived_from_key(self, auth: Basic | ApiKey, kind: str, identity: str, forge: Forge) -> Made:
        if forge in (unsigned, altered_claims):
            scheme = "HTTP Basic" if isinstance(auth, Basic) else "an API key"
            return Unavailable(f"the genuine credential is {scheme}, not a JWT")
        text = forge(str(auth.password if isinstance(auth, Basic) else auth.key))
        if isinstance(text, Unavailable):
            return text
        self._wire.learn(f"{OWN}/{identity}", text.encode())
        if isinstance(auth, ApiKey):
            return _api_key(auth, text, kind)
        if kind == "malformed":
            facts = {"credential": kind, "scheme": "basic"}
            return Credential(headers=(("Authorization", f"Basic {text}"),), facts=facts)
        return _basic(auth.username, text, kind)


class _Once(msgspec.Struct, frozen=True):
    """A request that can be sent again with another credential."""

    wire: Wire
    partition: Partition
    method: str
    target: str
    headers: tuple[Field, ...]
    body: bytes
    identity: str
    probe: str
    intent: str

    def send(self, credential: Credential, attempt: int, caused_by: ExchangeId | None) -> Exchange:
        own = any(name.lower() == "authorization" for name, _ in self.headers)
        return self.wire.send(
            self.partition,
            self.method,
            self.target if own else _with(self.target, credential.query),
            self.headers if own else (*self.headers, *credential.headers),
            self.body,
            identity="none" if self.identity in NOBODY else self.identity,
            probe=self.probe,
            intent=self.intent,
            attempt=attempt,
            caused_by=caused_by,
            facts={} if own else credential.facts,
        )


def identities_of(target: Target) -> dict[str, Auth]:
    """Return every declared credential by its identity."""
    return {OWN: target.auth, **target.identities}


def secrets_of(target: Target) -> dict[str, bytes]:
    """Return every secret that a run file declares, by the name that its marker shows, for a Redactor."""
    found = {}
    for identity, auth in identities_of(target).items():
        for field in _SEALED:
            secret = getattr(auth, field, None)
            if isinstance(secret, str):
                name = field.replace("_", "-")
                found[name if identity == OWN else f"{identity}/{name}"] = secret.encode()
    return found


def _bearer(token: str, kind: str) -> Credential:
    jwt = read_jwt(token)
    facts = {"credential": kind, "scheme": "bearer"}
    if jwt is not None and jwt.alg:
        facts["alg"] = jwt.alg
    return Credential(headers=(("Authorization", f"Bearer {token}"),), facts=facts, token=token)


def _basic(name: str, password: str, kind: str) -> Credential:
    pair = base64.b64encode(f"{name}:{password}".encode()).decode("ascii")
    facts = {"credential": kind, "scheme": "basic"}
    return Credential(headers=(("Authorization", f"Basic {pair}"),), facts=facts)


def _api_key(auth: ApiKey, key: str, kind: str) -> Credential:
    facts = {"credential": kind, "scheme": "api-key"}
    if auth.in_ == "query":
        return Credential(query=f"{quote(auth.name, safe='')}={quote(key, safe='')}", facts=facts)
    return Credential(headers=((auth.name, key),), facts=facts)


def _with(target: str, query: str) -> str:
    return f"{target}{'&' if '?' in target else '?'}{query}" if query else target


def _unauthorised(exchange: Exchange) -> bool:
    return isinstance(exchange.reply, Response) and exchange.reply.status == 401
