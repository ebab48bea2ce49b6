"""Signs requests as the identities that a run file declares, or with credentials that are no good on purpose."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

import msgspec

from harness.auth import (
    Auth,
)
from harness.errors import TargetError
from harness.evidence import Exchange, ExchangeId, Response
from harness.gather.identity.carrier import Credential
from harness.gather.identity.certificates import (
    OWN,
    SHARED,
    WITHOUT,
    another_client,
    client_of,
    client_of_nobody,
)
from harness.gather.identity.derived import (
    DERIVED,
    FURTHER,
    NEW_KEY,
    OTHER_CERTIFICATE,
    WITHOUT_CERTIFICATE,
    derivable,
)
from harness.gather.identity.forge import Unavailable
from harness.gather.identity.issuing import Issuer
from harness.gather.identity.makers import (
    Made,
    Maker,
    NobodyMaker,
    TokenMaker,
)
from harness.gather.identity.signhook import Unsigned
from harness.gather.identity.tokens import Source
from harness.gather.message import Field
from harness.gather.signin.dispatch import NOBODY, Dispatch
from harness.gather.signin.sources import Sources
from harness.gather.strand import Strand
from harness.gather.transmission.letter import Partition, is_stale
from harness.gather.wire import Wire

# Declared credentials that are bad by what the supplier says of them.
_BAD = frozenset({"expired", "wrong-audience"})
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
        self._shared = shared
        self._headers = tuple((headers or {}).items())
        self._sources = Sources(
            self._auths, wire, nonce=nonce, partition=partition, shared=shared, elsewhere=sources, issuer=issuer
        )
        self._makers = self._sources.makers
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

    def token(self, identity: str, refused: str = "") -> str | Unavailable:
        """Return the token of an identity that has one; another than `refused`."""
        return self._sources.token(identity, refused)

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
        once = Dispatch(self._wire, partition, method, target, fields, body, identity, probe, intent)
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
        source = self._sources.renewing(identity)
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


def _unauthorised(exchange: Exchange) -> bool:
    return isinstance(exchange.reply, Response) and exchange.reply.status == 401
