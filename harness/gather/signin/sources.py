"""Says of each identity where its credential comes from: the run file, an endpoint, a login, a hook, or ourselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

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
from harness.errors import DeclarationError
from harness.gather.identity import carrier
from harness.gather.identity.carrier import Carrier
from harness.gather.identity.certificates import OWN, WITHOUT, client_of
from harness.gather.identity.derived import (
    ANOTHER,
    EXPIRED,
    NEW_KEY,
    OF_ISSUER,
    WITHOUT_CERTIFICATE,
    WRONG_AUDIENCE,
)
from harness.gather.identity.forge import Unavailable
from harness.gather.identity.issuing import Issuer, Signed
from harness.gather.identity.makers import (
    BasicMaker,
    CertificateMaker,
    HookMaker,
    IssuedMaker,
    KeyMaker,
    Maker,
    NobodyMaker,
    TokenMaker,
)
from harness.gather.identity.signhook import Signer
from harness.gather.identity.tokens import Issued, Once, Source, TokenSource
from harness.gather.signin.login import LoginSource
from harness.gather.signin.loginscript import script_of
from harness.gather.strand import Strand
from harness.gather.wire import Wire

_OF_ISSUER = (EXPIRED, WRONG_AUDIENCE, *OF_ISSUER, NEW_KEY)
"""All that an authority of ours makes beside good tokens."""


class Sources:
    """Where the credentials of a run come from; may be shared by threads."""

    def __init__(
        self,
        identities: Mapping[str, Auth],
        wire: Wire,
        *,
        nonce: Callable[[], str],
        partition: Callable[[str], Strand] | None,
        shared: bool,
        elsewhere: Callable[[str], Source] | None,
        issuer: Issuer | None,
    ) -> None:
        """See `Credentials`. Raises DeclarationError for a key, login or hook that cannot be used."""
        self._auths = identities
        self._wire = wire
        self._nonce = nonce
        self._shared = shared
        self._make = partition or (lambda name: Strand(name, wire.clock))
        self._elsewhere = elsewhere
        self._issuer = issuer
        self._sources: dict[str, Source] = {}
        self._apart: dict[str, Source] = {}
        """Of tokens that are to be refused: none of them is renewed for that."""
        self.makers = {name: self._maker(name, auth) for name, auth in identities.items()}
        """What makes the credential of each declared identity."""

    def renewing(self, identity: str) -> Source | None:
        """Return what gives an identity another token where the product refuses one; None where nothing does."""
        return self._sources.get(identity)

    def token(self, identity: str, refused: str = "") -> str | Unavailable:
        """Return the token of an identity that has one; another than `refused`."""
        source = self._sources.get(identity) or self._apart.get(identity)
        if source is None:
            return Unavailable(f"no token is fetched for {identity}")
        return source.renewed(refused) if refused else source.current()

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
        bad = {flaw: self._signed(flaw, auth, flaw) for flaw in _OF_ISSUER} if name == OWN else {}
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

    def _fetched(self, name: str, auth: ClientCredentials, client: str) -> Source:
        if self._elsewhere is not None:
            return self._elsewhere(name)
        return TokenSource(
            name, auth, self._wire, self._strand(name), client=client, nonce=self._nonce, where=_where(name)
        )

    def _strand(self, name: str) -> Callable[[], Strand]:
        return partial(self._make, f"token:{name}")


def _where(identity: str) -> str:
    return "target.auth" if identity == OWN else f"target.identities.{identity}"
