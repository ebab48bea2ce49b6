"""Reads a certificate chain as a client has to (RFC 5280 section 6, RFC 9525): names, dates, and who vouches for it."""

from __future__ import annotations

import ipaddress
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LONGEST = 20
"""Certificates of a chain that are looked at."""

UNREADABLE = (ValueError, TypeError, x509.DuplicateExtension, x509.InvalidVersion, x509.UnsupportedGeneralNameType)
"""What reading raises on what is no certificate, or one with parts that contradict each other."""


def read(chain: tuple[bytes, ...]) -> tuple[x509.Certificate, ...]:
    """Return the certificates; raises one of `UNREADABLE`."""
    return tuple(load(der) for der in chain[:LONGEST])


def load(der: bytes) -> x509.Certificate:
    """Return one certificate; raises one of `UNREADABLE`."""
    with _quiet():
        return x509.load_der_x509_certificate(der)


@contextmanager
def _quiet() -> Iterator[None]:
    """Let nothing be said of old authorities' odd serial numbers: that is not the question."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def names(certificate: x509.Certificate) -> tuple[str, ...]:
    """Return the names and addresses that it is for: those of subjectAltName alone (RFC 9525 section 6.3)."""
    try:
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    addresses = (str(address) for address in found.get_values_for_type(x509.IPAddress))
    return (*found.get_values_for_type(x509.DNSName), *addresses)


def fits(certificate: x509.Certificate, host: str) -> bool:
    """Tell whether it is for the host that was called: a name, or an address."""
    try:
        return str(ipaddress.ip_address(host)) in names(certificate)
    except ValueError:
        return any(_is(name, host) for name in names(certificate))


def _is(pattern: str, host: str) -> bool:
    """Compare labels; a whole first one may be `*` (RFC 9525 section 6.3)."""
    wanted, given = pattern.lower().rstrip(".").split("."), host.lower().rstrip(".").split(".")
    if wanted[0] == "*" and len(wanted) > 2:
        return len(given) == len(wanted) and wanted[1:] == given[1:]
    return wanted == given


def out_of_date(certificate: x509.Certificate, at: int) -> str:
    """Return `expired` or `not-yet`, or an empty text; `at` is microseconds since 1970."""
    now = _EPOCH + timedelta(microseconds=at)
    if now > certificate.not_valid_after_utc:
        return "expired"
    return "not-yet" if now < certificate.not_valid_before_utc else ""


def path(chain: tuple[x509.Certificate, ...], anchor: x509.Certificate) -> tuple[x509.Certificate, ...]:
    """Return the certificates from the first of the chain to one that the anchor vouches for; empty where none is.

    Their order in the chain does not matter, as clients do not mind it either (RFC 8446 section 4.4.2).
    """
    found: list[x509.Certificate] = []
    at = chain[0] if chain else None
    while at is not None and at not in found:
        found.append(at)
        if at == anchor or issued(at, anchor):
            return tuple(found)
        at = next((one for one in chain[1:] if one not in found and issued(found[-1], one)), None)
    return ()


def issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Tell whether `issuer` is an authority that signed the certificate."""
    try:
        with _quiet():
            constraints = issuer.extensions.get_extension_for_class(x509.BasicConstraints).value
            if not constraints.ca:
                return False
            certificate.verify_directly_issued_by(issuer)
    except (x509.ExtensionNotFound, InvalidSignature, *UNREADABLE):
        return False
    return True
