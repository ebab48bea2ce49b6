"""Makes the credential of one identity, genuine or bad on purpose, each kind in its own way."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Protocol, TypeAlias

import msgspec

from harness.auth import Basic
from harness.gather.identity.carrier import Carrier, Credential, basic
from harness.gather.identity.derived import DERIVED, EXPIRED, FURTHER, IN_QUERY, OF_TOKENS, WRONG_AUDIENCE
from harness.gather.identity.forge import MALFORMED, Unavailable, altered, read_jwt
from harness.gather.identity.signhook import Signature, Signer, Unsigned, secrets_in
from harness.gather.identity.tokens import Source, TokenSource

Made: TypeAlias = Credential | Unavailable
Learn: TypeAlias = Callable[[str, bytes], None]
"""Redacts one more secret, by its name."""

DAY = 86_400_000_000
_RUN = re.compile(r"[A-Za-z0-9+/_=-]+")


class Maker(Protocol):
    """One identity's credential."""

    def genuine(self, kind: str, ask: Unsigned) -> Made:
        """Return it, for a request; `kind` is what the supplier says of it: `genuine`, `expired` ..."""
        ...

    def bad(self, identity: str, ask: Unsigned) -> Made:
        """Return what `identity`, one of `DERIVED` or `FURTHER`, means for this kind, or why it means nothing."""
        ...


class NobodyMaker(msgspec.Struct, frozen=True):
    """No credential at all."""

    client: str = ""

    def genuine(self, kind: str, ask: Unsigned) -> Made:
        """Return one that adds nothing."""
        return Credential(facts={"credential": "absent"}, client=self.client)

    def bad(self, identity: str, ask: Unsigned) -> Made:
        """Say that nothing can be bad."""
        return Unavailable("the product is declared to need no credential")


class CertificateMaker(msgspec.Struct, frozen=True):
    """Nothing but a client certificate."""

    client: str

    def genuine(self, kind: str, ask: Unsigned) -> Made:
        """Return one that adds nothing but shows the certificate."""
        return Credential(facts={"credential": kind, "scheme": "mutual-tls"}, client=self.client)

    def bad(self, identity: str, ask: Unsigned) -> Made:
        """Say where certificates are tried instead."""
        return Unavailable("the credential is a certificate: what is wrong with one is tried in the handshake")


class BasicMaker(msgspec.Struct, frozen=True):
    """Name and password."""

    auth: Basic
    client: str
    learn: Learn
    where: str

    def genuine(self, kind: str, ask: Unsigned) -> Made:
        """Return the pair."""
        return self._pair(str(self.auth.password), kind, self.where)

    def bad(self, identity: str, ask: Unsigned) -> Made:
        """Return a wrong password, or what is no pair at all."""
        if identity in OF_TOKENS or identity in FURTHER:
            return Unavailable(FURTHER.get(identity, "the genuine credential is HTTP Basic, not a JWT"))
        kind, forge = DERIVED[identity]
        text = forge(str(self.auth.password))
        if isinstance(text, Unavailable):
            return text
        self.learn(f"{self.where}/{identity}", text.encode())
        if kind == "malformed":
            facts = {"credential": kind, "scheme": "basic"}
            return Credential(headers=(("Authorization", f"Basic {text}"),), facts=facts, client=self.client)
        return self._pair(text, kind, f"{self.where}/{identity}")

    def _pair(self, password: str, kind: str, name: str) -> Credential:
        made = basic(self.auth.username, password, kind, self.client)
        self.learn(f"{name}/basic", str(made.headers[0][1]).removeprefix("Basic ").encode("ascii"))
        return made


class KeyMaker(msgspec.Struct, frozen=True):
    """An API key."""

    carrier: Carrier
    key: str
    learn: Learn
    where: str

    def genuine(self, kind: str, ask: Unsigned) -> Made:
        """Return the key where it belongs."""
        return self.carrier.carry(self.key, kind)

    def bad(self, identity: str, ask: Unsigned) -> Made:
        """Return a wrong key, or the right one in the wrong place."""
        if identity == IN_QUERY and self.carrier.place != "query":
            return self.carrier.in_query().carry(self.key, IN_QUERY)
        if identity in FURTHER or (identity in OF_TOKENS and read_jwt(self.key) is None):
            return Unavailable(FURTHER.get(identity, "the genuine credential is an API key, not a JWT"))
        return _forged(self.key, identity, self.carrier, self.learn, self.where)


class TokenMaker(msgspec.Struct, frozen=True):
    """A token from somewhere: issued beforehand, fetched, or the outcome of a login."""

    carrier: Carrier
    source: Source
    learn: Learn
    where: str
    elsewhere: Source | None = None
    """Gives tokens for another audience."""
    bare: Source | None = None
    """Gives tokens to who shows no certificate, if anybody does."""

    def genuine(self, kind: str, ask: Unsigned) -> Made:
        """Return the token that is good now, with the scopes that it was granted."""
        token = self.source.current()
        if isinstance(token, Unavailable):
            return token
        made = self.carrier.carry(token, kind)
        granted = self.source.scope if isinstance(self.source, TokenSource) else ""
        if not granted or "scope" in made.facts:
            return made
        return msgspec.structs.replace(made, facts=made.facts | {"scope": granted})

    def bad(self, identity: str, ask: Unsigned) -> Made:
        """Return a token that was made wrong, or one that is put where none belongs."""
        if identity == IN_QUERY:
            token = self.source.current()
            return token if isinstance(token, Unavailable) else self.carrier.in_query().carry(token, IN_QUERY)
        if identity == WRONG_AUDIENCE and self.elsewhere is not None:
            return self._for_another(self.elsewhere)
        if identity in FURTHER:
            return Unavailable(FURTHER[identity])
        token = self.source.current()
        if isinstance(token, Unavailable):
            return token
        return _forged(token, identity, self.carrier, self.learn, self.where)

    def _for_another(self, source: Source) -> Made:
        """Return a genuine token that says that it is for somebody else (RFC 7519 section 4.1.3)."""
        ours, theirs = self.source.current(), source.current()
        for token in (ours, theirs):
            if isinstance(token, Unavailable):
                return token
        mine, other = read_jwt(str(ours)), read_jwt(str(theirs))
        if mine is None or other is None or not mine.audience:
            return Unavailable(f"the tokens do not say whom they are for; {FURTHER[WRONG_AUDIENCE]}")
        if mine.audience & other.audience:
            return Unavailable(f"the token endpoint issues no token for another audience; {FURTHER[WRONG_AUDIENCE]}")
        return self.carrier.carry(str(theirs), WRONG_AUDIENCE)


class IssuedMaker(TokenMaker, frozen=True):
    """A token of our own authority."""

    bad_ones: Mapping[str, Source] = {}
    """Gives tokens that are wrong in one way, or signed by a new key, each by its name."""

    def bad(self, identity: str, ask: Unsigned) -> Made:
        """Return a token that is really signed and wrong all the same, or what can be made wrong of any token."""
        source = self.bad_ones.get(identity)
        if source is None:
            return super().bad(identity, ask)
        token = source.current()
        return token if isinstance(token, Unavailable) else self.carrier.carry(token, identity)


class HookMaker(msgspec.Struct, frozen=True):
    """A signature by a function of the supplier's."""

    signer: Signer
    nonce: Callable[[], str]
    wall: Callable[[], int]
    client: str

    def genuine(self, kind: str, ask: Unsigned) -> Made:
        """Sign the request."""
        signed = self.signer.sign(ask, self.wall(), self.nonce)
        return signed if isinstance(signed, Unavailable) else self._made(signed, kind)

    def bad(self, identity: str, ask: Unsigned) -> Made:
        """Sign it, and spoil the signature; or sign it as it would have been signed a day ago."""
        if identity == EXPIRED:
            return self._outdated(ask)
        if identity in FURTHER:
            return Unavailable(FURTHER[identity])
        signed = self.signer.sign(ask, self.wall(), self.nonce)
        if isinstance(signed, Unavailable):
            return signed
        spoilt = _spoilt(signed.headers, identity)
        if isinstance(spoilt, Unavailable):
            return spoilt
        secrets = (*signed.secrets, *secrets_in([value for _, value in spoilt]))
        return self._made(Signature(headers=spoilt, secrets=secrets), DERIVED[identity][0])

    def _outdated(self, ask: Unsigned) -> Made:
        nonce, now = self.nonce(), self.wall()
        fresh, old = (self.signer.sign(ask, at, lambda: nonce) for at in (now, now - DAY))
        if isinstance(fresh, Unavailable) or isinstance(old, Unavailable):
            return Unavailable("the hook failed")
        if fresh.headers == old.headers:
            return Unavailable(f"the hook's signature does not depend on the time; {FURTHER[EXPIRED]}")
        return self._made(old, EXPIRED)

    def _made(self, signed: Signature, kind: str) -> Credential:
        facts = {"credential": kind, "scheme": "hook"}
        return Credential(headers=signed.headers, facts=facts, client=self.client, secrets=signed.secrets)


def _forged(token: str, identity: str, carrier: Carrier, learn: Learn, where: str) -> Made:
    kind, forge = DERIVED[identity]
    text = forge(token)
    if isinstance(text, Unavailable):
        return text
    learn(f"{where}/{identity}", text.encode())
    return carrier.carry(text, kind)


def _spoilt(headers: tuple[tuple[str, str], ...], identity: str) -> tuple[tuple[str, str], ...] | Unavailable:
    """Return a hook's fields with the token in them forged, or with one letter of their longest word changed."""
    if not headers:
        return Unavailable("the hook adds no header field")
    at, word = max(((i, w) for i, (_, value) in enumerate(headers) for w in _RUN.findall(value)), key=_longest)
    value = headers[at][1]
    scheme, _, rest = value.partition(" ")
    if identity == "malformed":
        return tuple((each, MALFORMED) for each, _ in headers)
    if scheme.lower() == "bearer" and read_jwt(rest) is not None:
        forged = DERIVED[identity][1](rest)
        return forged if isinstance(forged, Unavailable) else _with(headers, at, f"{scheme} {forged}")
    if identity in OF_TOKENS:
        return Unavailable("what the hook signs with is not a JWT")
    changed = altered(word)
    if isinstance(changed, Unavailable):
        return changed
    return _with(headers, at, value.replace(word, changed, 1))


def _with(headers: tuple[tuple[str, str], ...], at: int, value: str) -> tuple[tuple[str, str], ...]:
    return (*headers[:at], (headers[at][0], value), *headers[at + 1 :])


def _longest(found: tuple[int, str]) -> int:
    return len(found[1])
