"""Signs requests as the identities that a run file declares, or with credentials that are no good on purpose."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TypeAlias

import msgspec

from harness.auth import (
    ApiKey,
    Auth,
    Basic,
    Bearer,
    ClientCredentials,
    Hook,
    Login,
    MutualTls,
    NoAuth,
    OwnAuthority,
)
from harness.declaration import Target
from harness.errors import DeclarationError, TargetError
from harness.evidence import Exchange, ExchangeId, Response
from harness.gather.identity import carrier
from harness.gather.identity.carrier import Carrier, Credential
from harness.gather.identity.certificates import (
    OWN,
    SHARED,
    WITHOUT,
    another_client,
    client_of,
    client_of_nobody,
    identities_of,
)
from harness.gather.identity.derived import (
    ANOTHER,
    DERIVED,
    EXPIRED,
    FURTHER,
    NEW_KEY,
    OF_ISSUER,
    OTHER_CERTIFICATE,
    WITHOUT_CERTIFICATE,
    WRONG_AUDIENCE,
    derivable,
)
from harness.gather.identity.forge import Unavailable
from harness.gather.identity.issuing import Issuer, Signed
from harness.gather.identity.login import LoginSource
from harness.gather.identity.loginscript import script_of
from harness.gather.identity.makers import (
    BasicMaker,
    CertificateMaker,
    HookMaker,
    IssuedMaker,
    KeyMaker,
    Made,
    Maker,
    NobodyMaker,
    TokenMaker,
)
from harness.gather.identity.signhook import Signer, Unsigned
from harness.gather.identity.tokens import Issued, Once, Source, TokenSource
from harness.gather.strand import Strand
from harness.gather.transmission.compose import Field
from harness.gather.transmission.letter import Manner, Partition, is_stale
from harness.gather.wire import Wire
from harness.sealed import Secret

__all__ = ["DERIVED", "OWN", "Credential", "CredentialLacking", "Credentials", "identities_of", "secrets_of"]

NOBODY = frozenset({"none", "absent"})
"""Names of no credential at all; an exchange says `none`."""

# Declared credentials that are bad by what the supplier says of them.
_BAD = frozenset({"expired", "wrong-audience"})
OF_ISSUER_ALL = (EXPIRED, WRONG_AUDIENCE, *OF_ISSUER, NEW_KEY)
"""All that an authority of ours makes beside good tokens."""
# These never leave this machine.
_KEPT_HERE = frozenset({"private_key", "private_key_password", "client_key_password"})

Nonce: TypeAlias = Callable[[], str]


def new_nonce() -> str:
    """Return a text that nobody can foresee; a product refuses one that it has seen, so no seed may repeat it."""
    return str(uuid.uuid4())


class CredentialLacking(TargetError):
    """A request cannot be signed as the identity that was asked for; that is no fault of ours."""

    def __init__(self, identity: str, why: str) -> None:
        """`need` names the identity, as in what is unavailable."""
        hint = "Check the credentials in hallmark.yaml under target.auth and target.identities."
        super().__init__(why, where=f"identity {identity}", hint=hint)
        self.need = f"identity:{identity}"


class Credentials:
    """All credentials of a run; may be shared by threads."""

    def __init__(
        self,
        identities: Mapping[str, Auth],
        wire: Wire,
        *,
        partition: Callable[[str], Strand] | None = None,
        headers: Mapping[str, str] | None = None,
        shared: bool = False,
        nonce: Nonce = new_nonce,
        sources: Callable[[str], Source] | None = None,
        issuer: Issuer | None = None,
    ) -> None:
        """`identities` with their secrets looked up; `partition` makes the partitions `token:<identity>`.

        `headers` are added to every request to the product that does not have them; `shared` says that the certificate
        of `target.tls` is shown where an identity has none of its own; `sources` gives the tokens of an identity where
        they are fetched elsewhere; `issuer` signs for those of our own authority. Raises DeclarationError for a key,
        login or hook that cannot be used.
        """
        self._auths = dict(identities)
        self._wire = wire
        self._nonce = nonce
        self._shared = shared
        self._headers = tuple((headers or {}).items())
        self._make = partition or (lambda name: Strand(name, wire.clock))
        self._elsewhere = sources
        self._issuer = issuer
        self._sources: dict[str, Source] = {}
        self._apart: dict[str, Source] = {}
        """Of tokens that are to be refused: none of them is renewed for that."""
        self._makers = {name: self._maker(name, auth) for name, auth in self._auths.items()}
        self._refused: dict[str, str] = {}

    def credential(self, identity: str, ask: Unsigned | None = None) -> Made:
        """Return how a request is signed as `identity`, or why it cannot be; fetches a token if one is due.

        `ask` is the request, as some credentials depend on it. That a certificate is shown is a fact like others.
        """
        made = self._made(identity, ask)
        if isinstance(made, Unavailable) or made.client == WITHOUT or (made.client == SHARED and not self._shared):
            return made
        return msgspec.structs.replace(made, facts=made.facts | {"certificate": "shown"})

    def _made(self, identity: str, ask: Unsigned | None) -> Made:
        ask = ask or Unsigned(method="GET", url=self._wire.base_url)
        if identity in NOBODY:
            return Credential(facts={"credential": "absent"}, client=client_of_nobody(self._auths))
        maker = self._makers.get(identity)
        if maker is not None:
            return maker.genuine(identity if identity in _BAD else "genuine", ask)
        if identity == OTHER_CERTIFICATE:
            return self._on_another(ask)
        if identity == WITHOUT_CERTIFICATE:
            return self._bare_handed(ask)
        if identity in DERIVED or identity in FURTHER:
            return self._own().bad(identity, ask)
        return Unavailable(f"no identity {identity} is declared")

    def lacking(self) -> dict[str, str]:
        """Return the declared and derived identities that cannot be had, and why; fetches tokens."""
        # A key that is published to look at it is no longer new.
        further = sorted(derivable(self._auths, self._shared) - self._auths.keys() - {NEW_KEY})
        made = {name: self.credential(name) for name in (*self._auths, *DERIVED, *further)}
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
        fields = (*headers, *self._besides(headers))
        ask = Unsigned(method=method, url=self._wire.url_of(target), headers=fields, body=body)
        once = _Once(self._wire, partition, method, target, fields, body, identity, probe, intent)
        made = self._sure(identity, self.credential(identity, ask))
        exchange = once.send(made, attempt, caused_by)
        if made.secrets and is_stale(exchange):
            # A signature is for one request: the next attempt has another.
            made = self._sure(identity, self.credential(identity, ask))
            exchange = once.send(made, exchange.attempt + 1, exchange.id, fresh=True)
        renewed = self._renewed(identity, made, exchange)
        if renewed is None:
            return exchange
        again = once.send(renewed, exchange.attempt + 1, exchange.id)
        if _unauthorised(again):
            # A new token does not help; the next is fetched when this one runs out.
            self._refused[identity] = renewed.token
        return again

    def _renewed(self, identity: str, made: Credential, exchange: Exchange) -> Credential | None:
        source = self._sources.get(identity)
        if source is None or not _unauthorised(exchange) or self._refused.get(identity) == made.token:
            return None
        if isinstance(source.renewed(made.token), Unavailable):
            return None
        renewed = self.credential(identity)
        return None if isinstance(renewed, Unavailable) else renewed

    def _sure(self, identity: str, made: Made) -> Credential:
        if isinstance(made, Credential):
            return made
        raise CredentialLacking(identity, made.why)

    def _besides(self, headers: Sequence[Field]) -> tuple[Field, ...]:
        given = {name.lower() for name, _ in headers}
        return tuple((name, value) for name, value in self._headers if name.lower() not in given)

    def _own(self) -> Maker:
        return self._makers.get(OWN, NobodyMaker())

    def _on_another(self, ask: Unsigned) -> Made:
        """Return our own token on a connection with another's certificate (RFC 8705 section 3)."""
        own, other = client_of(OWN, self._auths), another_client(self._auths)
        genuine = self._own().genuine("genuine", ask)
        if not own or not other or (isinstance(genuine, Credential) and genuine.bare):
            return Unavailable(FURTHER[OTHER_CERTIFICATE])
        if isinstance(genuine, Unavailable):
            return genuine
        facts = genuine.facts | {"credential": OTHER_CERTIFICATE}
        return msgspec.structs.replace(genuine, facts=facts, client=other)

    def _bare_handed(self, ask: Unsigned) -> Made:
        """Return our own credential on a connection without the certificate that belongs to it."""
        if WITHOUT_CERTIFICATE not in derivable(self._auths, self._shared):
            return Unavailable(FURTHER[WITHOUT_CERTIFICATE])
        own = self._own()
        genuine = own.genuine("genuine", ask)
        if isinstance(own, TokenMaker) and own.bare is not None:
            # A token that was fetched without the certificate is not bound to it, and may open what ours does not.
            token = own.bare.current()
            genuine = own.carrier.carry(token, "genuine") if isinstance(token, str) else genuine
        if isinstance(genuine, Unavailable):
            return genuine
        facts = genuine.facts | {"credential": WITHOUT_CERTIFICATE}
        return msgspec.structs.replace(genuine, facts=facts, client=WITHOUT)

    def _maker(self, name: str, auth: Auth) -> Maker:
        client, learn = client_of(name, self._auths), self._wire.learn
        match auth:
            case NoAuth():
                return NobodyMaker(client)
            case MutualTls():
                return CertificateMaker(client)
            case Basic():
                return BasicMaker(auth, client, learn, name)
            case ApiKey():
                return KeyMaker(carrier.of_key(auth, client), str(auth.key), learn, name)
            case Hook():
                return HookMaker(Signer(auth, _where(name)), self._nonce, self._wire.clock.wall, client)
            case OwnAuthority():
                return self._issued(name, auth, client)
        return self._token_maker(name, auth, client)

    def _token_maker(self, name: str, auth: Bearer | ClientCredentials | Login, client: str) -> Maker:
        learn = self._wire.learn
        if isinstance(auth, Bearer):
            return TokenMaker(Carrier(client=client, bound=auth.bound), Issued(str(auth.token)), learn, name)
        if isinstance(auth, Login):
            script = script_of(auth, self._wire.base_url, _where(name))
            source: Source = LoginSource(name, auth, script, self._wire, self._strand(name), client)
            source = self._sources[name] = self._elsewhere(name) if self._elsewhere is not None else source
            return TokenMaker(carrier.of_login(auth, client), source, learn, name)
        source = self._sources[name] = self._fetched(name, auth, client)
        elsewhere: Source | None = None
        if auth.audience and name == OWN:
            other = msgspec.structs.replace(auth, audience=ANOTHER)
            elsewhere = self._apart[WRONG_AUDIENCE] = self._fetched(WRONG_AUDIENCE, other, client)
        bare: Source | None = None
        if name == OWN and auth.client_auth != "tls_client_auth" and (client or self._shared):
            bare = self._apart[WITHOUT_CERTIFICATE] = Once(self._fetched(WITHOUT_CERTIFICATE, auth, WITHOUT))
        return TokenMaker(Carrier(client=client, bound=auth.bound), source, learn, name, elsewhere, bare)

    def _issued(self, name: str, auth: OwnAuthority, client: str) -> Maker:
        """Return what signs as our own authority; each flaw is a source of its own, which workers ask the run for."""
        source = self._sources[name] = self._signed(name, auth, "")
        bad = {flaw: self._signed(flaw, auth, flaw) for flaw in OF_ISSUER_ALL} if name == OWN else {}
        self._apart |= bad
        return IssuedMaker(Carrier(client=client, issuer="ours"), source, self._wire.learn, name, bad_ones=bad)

    def _signed(self, name: str, auth: OwnAuthority, flaw: str) -> Source:
        issuer = self._issuer
        if self._elsewhere is not None:
            return self._elsewhere(name)
        if issuer is None:
            raise DeclarationError("no authority is declared", where=_where(name), hint="Declare partners.authority.")

        def make() -> str:
            return (
                issuer.by_another_key(OWN, auth) if flaw == NEW_KEY else issuer.token(OWN if flaw else name, auth, flaw)
            )

        return Signed(issuer, make, auth.lifetime, lambda token: self._wire.learn(f"{name}/access-token", token))

    def token(self, identity: str, refused: str = "") -> str | Unavailable:
        """Return the token of an identity that has one; another than `refused`."""
        source = self._sources.get(identity) or self._apart.get(identity)
        if source is None:
            return Unavailable(f"no token is fetched for {identity}")
        return source.renewed(refused) if refused else source.current()

    def _fetched(self, name: str, auth: ClientCredentials, client: str) -> Source:
        if self._elsewhere is not None:
            return self._elsewhere(name)
        return TokenSource(
            name, auth, self._wire, self._strand(name), client=client, nonce=self._nonce, where=_where(name)
        )

    def _strand(self, name: str) -> Callable[[], Strand]:
        return partial(self._make, f"token:{name}")


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

    def send(
        self, credential: Credential, attempt: int, caused_by: ExchangeId | None, *, fresh: bool = False
    ) -> Exchange:
        own = any(name.lower() == "authorization" for name, _ in self.headers)
        signed = bool(credential.secrets) and not own
        return self.wire.send(
            self.partition,
            self.method,
            self.target if own else credential.target(self.target),
            self.headers if own else credential.fields(self.headers),
            self.body,
            identity="none" if self.identity in NOBODY else self.identity,
            probe=self.probe,
            intent=self.intent,
            attempt=attempt,
            caused_by=caused_by,
            facts={} if own else credential.facts,
            manner=Manner(
                client=credential.client, secrets=credential.secrets if signed else (), again=not signed, fresh=fresh
            ),
        )


def secrets_of(target: Target) -> dict[str, bytes]:
    """Return every secret that a run file declares, by the name that its marker shows, for a Redactor."""
    found = {}
    for identity, auth in identities_of(target).items():
        for name, secret in _secrets(auth):
            found[name if identity == OWN else f"{identity}/{name}"] = secret
    for name, value in target.headers.items():
        if isinstance(value, Secret):
            found[f"header/{name.lower()}"] = value.encode()
    return found


def _secrets(part: msgspec.Struct) -> list[tuple[str, bytes]]:
    """Return the secrets of a credential, those in its parts included."""
    found = []
    for field in part.__struct_fields__:
        value = getattr(part, field)
        name = field.replace("_", "-")
        if isinstance(value, Secret) and field not in _KEPT_HERE:
            found.append((name, value.encode()))
        elif field == "secrets":
            found += [(f"secret/{key}", one.encode()) for key, one in value.items() if isinstance(one, Secret)]
    return found


def _where(identity: str) -> str:
    return "target.auth" if identity == OWN else f"target.identities.{identity}"


def _unauthorised(exchange: Exchange) -> bool:
    return isinstance(exchange.reply, Response) and exchange.reply.status == 401
