"""Asks for and checks a token of a time stamping authority over what a certificate says (RFC 3161).

What is stamped is the pre-authentication encoding of the statement, which is what its signatures are over: the token
shows that the statement, and with it every digest in it, was there at that time. Certificates of the authority are
checked as on that time, never by a clock.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Final

import msgspec
from cryptography.x509 import Certificate, load_pem_x509_certificates
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from harness.certificate.envelope import encoding
from harness.errors import EvidenceError

LARGEST: Final = 64 << 10
QUERY_TYPE: Final = "application/timestamp-query"
_NOBODYS: Final = ("issuer certificate", "self-signed certificate", "self signed certificate")
"""What OpenSSL says of a chain that ends at nobody who is trusted (X509_verify_cert_error_string)."""


class TimestampProblem(EvidenceError):
    """A time stamp cannot be used."""


class UnknownAuthority(TimestampProblem):
    """A time stamp is by an authority that nobody named; whether it is false cannot be told."""


class Stamp(msgspec.Struct, frozen=True, kw_only=True):
    """A token as it was handed over; nothing of it is trusted before `check`."""

    at: datetime
    response: TimeStampResponse


def query(payload: bytes) -> bytes:
    """Return what an authority is asked: a request over SHA-256, with the authority's certificate wanted."""
    request = TimestampRequestBuilder(encoding(payload), HashAlgorithm.SHA256, nonce=False, cert_req=True).build()
    return request.as_bytes()


def read(data: bytes) -> Stamp:
    """Return the token in a response. Raises TimestampProblem for one that is not granted or not in its one form."""
    try:
        response = decode_timestamp_response(data) if len(data) <= LARGEST else None
        if response is None or response.as_bytes() != data:
            raise ValueError
        at = response.tst_info.gen_time
    except Exception as error:
        hint = "It must be the whole answer of the authority (TimeStampResp, DER)."
        raise TimestampProblem("this is no time stamp that was granted", hint=hint) from error
    return Stamp(at=at if at.tzinfo else at.replace(tzinfo=UTC), response=response)


def imprint(payload: bytes) -> bytes:
    """Return the digest that a token over this statement is about."""
    return hashlib.sha256(encoding(payload)).digest()


def check(stamp: Stamp, payload: bytes, authorities: tuple[Certificate, ...]) -> None:
    """Raise TimestampProblem unless one of the authorities stamped this statement; UnknownAuthority for another's."""
    builder = VerifierBuilder()
    for authority in authorities:
        builder = builder.add_root_certificate(authority)
    try:
        builder.build().verify_message(stamp.response, encoding(payload))
    except Exception as error:  # of a token from elsewhere, the libraries underneath raise whatever they meet
        if any(sign in str(error) for sign in _NOBODYS):
            raise UnknownAuthority("none of the certificates given is of its authority") from error
        why = "its signature is wrong" if isinstance(error, VerificationError) else "it cannot be read"
        raise TimestampProblem(f"the time stamp does not fit: {why}") from error


def read_authorities(pem: bytes, where: str) -> tuple[Certificate, ...]:
    """Return the certificates in a PEM file. Raises TimestampProblem where there is none."""
    try:
        return tuple(load_pem_x509_certificates(pem))
    except ValueError as error:
        raise TimestampProblem("there is no certificate here", where=where, hint="Give a PEM file.") from error
