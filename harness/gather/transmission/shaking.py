"""Tries one TLS handshake with a host, and writes down what came of it as evidence."""

from __future__ import annotations

import ssl
from functools import lru_cache

import msgspec

from harness.declaration import Tls
from harness.evidence import PRODUCT, ExchangeId, Handshake
from harness.gather.transmission.dial import DialFailed, Dialler, Origin, is_address
from harness.gather.transmission.handshake import VERSIONS, Roots, Shaken, looking, offering, shake

USUAL = tuple(VERSIONS)[2:]
"""What a connection offers that is not for trying versions."""


def observed(id: ExchangeId, dialler: Dialler, base: Origin, version: str, *, at: int, timeout: int) -> Handshake:
    """Return the handshake with the host of `base`, whatever its scheme; what the other side does raises nothing.

    `version` is the only one that is offered, and no certificate is looked at; without it the certificate is checked
    as for every connection. `at` is the wall clock and `timeout` the longest wait, both in microseconds.
    """
    origin = Origin("https", base.host, base.port)
    context = offering(version, dialler.tls) if version else dialler.context
    roots = _roots(dialler.tls.ca)
    made = Handshake(
        id=id,
        to_party=PRODUCT,
        host=origin.host,
        port=origin.port,
        at=at,
        offered=(version,) if version else USUAL,
        can_offer=context is not None,
        sni="" if is_address(origin.host) else origin.host,
        checked=not version,
        roots=roots.said_by,
        roots_digest=roots.digest,
        client_cert=bool(dialler.tls.client_cert),
    )
    if context is None:
        return made
    shaken = _shaken(dialler, origin, context, timeout)
    if shaken.why == "certificate":
        # Once more without the check, to see which certificate it was.
        chain = _shaken(dialler, origin, looking(dialler.tls), timeout).chain
        shaken = msgspec.structs.replace(shaken, chain=chain, anchor=roots.anchor_of(chain))
    return msgspec.structs.replace(made, **msgspec.structs.asdict(shaken))


def _shaken(dialler: Dialler, origin: Origin, context: ssl.SSLContext, timeout: int) -> Shaken:
    try:
        sock = dialler.raw(origin, timeout)
    except DialFailed as failed:
        return Shaken(why=failed.why)
    with sock:
        return shake(sock, origin.host, context)


@lru_cache
def _roots(ca: str) -> Roots:
    return Roots(Tls(ca=ca))
