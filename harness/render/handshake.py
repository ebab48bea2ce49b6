"""Lays a TLS handshake out in lines for a reader, and writes the `openssl` line that repeats it."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import Final

from cryptography import x509

from harness.evidence import Handshake
from harness.reading.certificates import UNREADABLE, load, names
from harness.render.exchange import Line, Shown
from harness.render.inert import one_line
from harness.render.prose import WHY

OPTIONS: Final = {"TLSv1": "-tls1", "TLSv1.1": "-tls1_1", "TLSv1.2": "-tls1_2", "TLSv1.3": "-tls1_3"}
OLD: Final = ("TLSv1", "TLSv1.1")
MOST_CERTIFICATES: Final = 5
MOST_NAMES: Final = 10
WIDEST: Final = 300
HOW: Final = {
    "alert": "an alert",
    "version": "another version",
    "certificate": "a certificate that was not trusted",
    "not-tls": "something that is not TLS",
    "in-the-clear": "a request without TLS",
    "no-certificate": "no certificate, though it was asked for one",
    "bad-certificate": "a certificate of its own that the partner does not trust",
    "ours": "a version that our own side did not take",
}
"""What came in place of a connection, where prose has no words for it."""


def lay_out(handshake: Handshake) -> Shown:
    """Return what was offered, and what came of it."""
    return Shown(
        name=str(handshake.id),
        ours=True,
        identity="own-agency" if handshake.client_cert else "none",
        request=tuple(Line(text) for text in _offered(handshake)),
        reply=tuple(_came(handshake)),
        outcome=outcome(handshake),
    )


def outcome(handshake: Handshake) -> str:
    """Return one phrase on what came of it."""
    if not handshake.can_offer:
        return "nothing: this machine cannot offer it"
    if handshake.negotiated is not None:
        return f"{handshake.negotiated}, agreed"
    why = HOW.get(handshake.why) or WHY.get(handshake.why, handshake.why)
    return f"{why} ({handshake.alert})" if handshake.alert else why


def command(handshake: Handshake) -> str:
    """Return one line for a POSIX shell that makes the same handshake, as far as the reader's OpenSSL offers it."""
    host = f"[{handshake.host}]" if ":" in handshake.host else handshake.host
    parts = ["openssl", "s_client", "-connect", shlex.quote(f"{host}:{handshake.port}")]
    if handshake.sni:
        parts += ["-servername", shlex.quote(handshake.sni)]
    if handshake.checked:
        return " ".join([*parts, "-showcerts", "</dev/null"])
    parts += [OPTIONS[one] for one in handshake.offered if one in OPTIONS]
    if handshake.offered[:1] and handshake.offered[0] in OLD:
        parts += ["-cipher", "'ALL:@SECLEVEL=0'"]
    return " ".join([*parts, "</dev/null"])


def _offered(handshake: Handshake) -> Iterator[str]:
    yield f"TLS handshake with {one_line(handshake.host)}:{handshake.port}"
    yield f"offered: {', '.join(handshake.offered)}"
    yield f"client certificate: {'ours' if handshake.client_cert else 'none'}"
    if handshake.checked:
        who = "the run file" if handshake.roots == "declared" else "the machine"
        yield f"trusted: the authorities of {who} ({handshake.roots_digest})"


def _came(handshake: Handshake) -> Iterator[Line]:
    yield Line(outcome(handshake), marked=True)
    for number, der in enumerate(handshake.chain[:MOST_CERTIFICATES], 1):
        try:
            yield from map(Line, _certificate(number, load(der)))
        except UNREADABLE:
            yield Line(f"certificate {number}: {len(der)} octets that cannot be read as one")
    if handshake.checked and handshake.anchor:
        yield Line("it leads to an authority that is trusted here")


def _certificate(number: int, certificate: x509.Certificate) -> Iterator[str]:
    shown = ", ".join(names(certificate)[:MOST_NAMES]) or "nobody"
    yield _cut(f"certificate {number}: {certificate.subject.rfc4514_string()}")
    yield _cut(f"  issued by {certificate.issuer.rfc4514_string()}")
    begin, end = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    yield f"  from {begin:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M} UTC"
    if number == 1:
        yield _cut(f"  for {shown}")


def _cut(text: str) -> str:
    return one_line(text)[:WIDEST]
