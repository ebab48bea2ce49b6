"""Says how a partner speaks TLS, and what it answers to those who come without it."""

from __future__ import annotations

import base64
import hashlib
import ssl
import warnings
from dataclasses import dataclass
from typing import Any, Final, Literal

import msgspec
from cryptography import x509

from harness.partner.alerting import Alerting
from harness.partner.call import Reply
from harness.partner.certificates import Certificates, Kind, Pair
from harness.partner.problem import problem

_VERSIONS: Final = {
    "1.0": ssl.TLSVersion.TLSv1,
    "1.1": ssl.TLSVersion.TLSv1_1,
    "1.2": ssl.TLSVersion.TLSv1_2,
    "1.3": ssl.TLSVersion.TLSv1_3,
}


class TlsTerms(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a script says of TLS, where it is served with it."""

    least: Literal["1.0", "1.1", "1.2", "1.3"] = "1.2"
    """The oldest version that is spoken."""
    certificate: Kind = "good"
    hsts: str = "max-age=31536000"
    """Strict-Transport-Security of every answer over TLS (RFC 6797); empty: none."""
    plain: Literal["refuse", "redirect", "act"] = "refuse"
    """What is done with requests that come without TLS."""
    mutual: Literal["required", "asked"] = "required"
    """Where client certificates are asked for: whether a connection without one is refused."""


@dataclass(frozen=True, slots=True)
class Guarded:
    """TLS for one partner that is served."""

    terms: TlsTerms
    files: Certificates
    mutual: bool = False
    """Whether clients are asked for certificates of the partner's own authority."""
    trusted: str = ""
    """Certificates (PEM) that are taken of clients besides, each for itself."""


def contexts_of(guarded: Guarded) -> dict[str, ssl.SSLContext]:
    """Return what the partner speaks TLS with, under `good`, and what it would with each bad certificate."""
    own = {"good": server_context(guarded)}
    return own | {kind: server_context(guarded, pair) for kind, pair in guarded.files.bad.items()}


def server_context(guarded: Guarded, pair: Pair | None = None) -> ssl.SSLContext:
    """Return what the partner speaks TLS with; `pair` is shown instead of its own certificate."""
    terms, files = guarded.terms, guarded.files
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.sslobject_class = Alerting
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # that it is old is the vice
        context.minimum_version = _VERSIONS[terms.least]
    if terms.least in ("1.0", "1.1"):
        # Today's OpenSSL does not speak them at its usual level of security.
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
    shown = pair or files.server
    context.load_cert_chain(shown.certificate, shown.key)
    if guarded.mutual:
        context.load_verify_locations(files.ca)
        if guarded.trusted:
            context.load_verify_locations(cadata=guarded.trusted)
        context.verify_mode = ssl.CERT_REQUIRED if terms.mutual == "required" else ssl.CERT_OPTIONAL
    return context


def is_of(pair: Pair, name: str) -> bool:
    """Tell whether a certificate names a host by its DNS name (RFC 9525 section 6.3), which is no address."""
    shown = x509.load_pem_x509_certificate(pair.certificate.read_bytes())
    try:
        names = shown.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return False
    return name in names.get_values_for_type(x509.DNSName)


def shown_by(connection: Any) -> bytes:
    """Return the certificate (DER) that a client showed, or nothing; `connection` is the transport's `ssl_object`."""
    return (connection.getpeercert(binary_form=True) if connection is not None else None) or b""


def thumbprint(shown: bytes) -> str:
    """Return the thumbprint of a certificate (RFC 8705 section 3.1), or the empty string for none."""
    return base64.urlsafe_b64encode(hashlib.sha256(shown).digest()).decode().rstrip("=") if shown else ""


def without_tls(terms: TlsTerms, method: str, secure: str, target: str) -> Reply | None:
    """Return the answer to a request that came without TLS, or None where it is acted upon all the same.

    `secure` is scheme, host and port of the same service with TLS.
    """
    if terms.plain == "act":
        return None
    if terms.plain == "redirect" and method in ("GET", "HEAD"):
        return Reply(status=308, headers=(("Location", secure + target), ("Connection", "close")))
    return problem(403, "Nothing is served without TLS.", headers=(("Connection", "close"),))
