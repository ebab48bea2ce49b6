"""`tls/1`: only TLS 1.2 and later is spoken (RFC 8996), and the certificate is good for the name (RFC 5280, RFC 9525).

All is worked out from what handshakes left in the evidence: the versions that were offered, the certificates that were
shown, and the authority that was trusted.
"""

from __future__ import annotations

from typing import Final

from harness.errors import ProfileError
from harness.evidence import Handshake, Observation
from harness.reading.certificates import UNREADABLE, fits, out_of_date, path, read
from harness.rules import base
from harness.verdict import Because

OLD: Final = ("TLSv1", "TLSv1.1")
MODERN: Final = ("TLSv1.2", "TLSv1.3")
REFUSED: Final = frozenset({"alert", "version", "closed", "reset"})
"""How a handshake ends that the other side will not make; whether it could have, another handshake shows."""
UNTRUSTED: Final = frozenset({18, 19, 20, 21})
"""OpenSSL's codes for an authority that is not known."""
MOST: Final = 1_000
"""Handshakes that are kept."""


class Params(base.Params, frozen=True, kw_only=True):
    """What is held: `versions` or `certificate`."""

    check: str


class Watch(base.Beside):
    """Looks at handshakes."""

    def __init__(self, params: Params, world: base.World) -> None:
        super().__init__()
        if params.check not in ("versions", "certificate"):
            raise ProfileError(f"tls/1: no check {params.check!r}", hint="Use versions or certificate.")
        self._versions = params.check == "versions"
        self._seen: list[Handshake] = []

    def aside(self, one: Observation) -> tuple[base.Sign, ...]:
        """Judge a certificate at once; what version is spoken, all together."""
        if not isinstance(one, Handshake):
            return ()
        if one.checked:
            return () if self._versions else (certificate(one),)
        if self._versions and len(self._seen) < MOST:
            self._seen.append(one)
        return ()

    def closing(self) -> tuple[base.Sign, ...]:
        """Say of each old version whether it is spoken."""
        modern = next((one for one in self._seen if one.negotiated in MODERN), None)
        return tuple(version(one, modern) for one in self._seen if one.offered[:1] and one.offered[0] in OLD)


def version(one: Handshake, modern: Handshake | None) -> base.Sign:
    """Return what the offer of an old version alone shows; `modern` is a handshake that came about."""
    offered = one.offered[0]
    if not one.can_offer:
        return unsure(one, "cannot-offer", version=offered)
    if one.negotiated is not None:
        because = Because(code="old-tls", params={"version": one.negotiated})
        return base.Broke(because=because, cites=(one.id,), cause=f"old-tls/{one.negotiated}")
    if one.why == "not-tls":
        return unsure(one, "without-tls")
    if one.why not in REFUSED or modern is None:
        return unsure(one, "no-answer", why=one.why)
    return base.Passed((one.id, modern.id))


def certificate(one: Handshake) -> base.Sign:
    """Return what the certificate shows that a connection is checked by."""
    if one.why == "not-tls":
        return unsure(one, "without-tls")
    if not one.chain:
        return unsure(one, "no-answer", why=one.why)
    try:
        chain = read(one.chain)
        anchor = read((one.anchor,)) if one.anchor else ()
        way = path(chain, anchor[0]) if anchor else ()
        names_it = fits(chain[0], one.host)
    except UNREADABLE:
        return broke(one, "certificate-unreadable")
    if not names_it:
        return broke(one, "certificate-name", host=one.host)
    for place, each in enumerate(way or chain[:1]):
        wrong = out_of_date(each, one.at)
        if wrong:
            return broke(one, "certificate-expired" if wrong == "expired" else "certificate-not-yet", place=place)
    if not way or one.verify_code in UNTRUSTED:
        # Who declares an authority says who vouches; who declares none may only not have told of a private one.
        declared = one.roots == "declared"
        return broke(one, "certificate-untrusted") if declared else unsure(one, "authority-unknown")
    if one.verify_code:
        return unsure(one, "certificate-not-accepted", verify_code=one.verify_code)
    return base.Passed((one.id,))


def broke(one: Handshake, code: str, **params: str | int) -> base.Broke:
    """Say that a handshake decided a case against the product."""
    return base.Broke(because=Because(code=code, params=dict(params)), cites=(one.id,), cause=code)


def unsure(one: Handshake, code: str, **params: str | int) -> base.Unsure:
    """Say that a handshake was of the kind sought and could not be told."""
    return base.Unsure(because=Because(code=code, params=dict(params)), cites=(one.id,))


KIND = base.RuleKind("tls/1", Params, Watch)
