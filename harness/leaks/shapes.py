"""Finds tokens and private keys in bytes by what they look like, whoever they belong to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from harness.leaks.needles import Found
from harness.redact.credentials import TOKEN_FIELDS

# RFC 6750 section 2.1, RFC 7617, RFC 9449; what follows is a token, and no parameter of a challenge.
_CREDENTIAL: Final = re.compile(
    rb"(?:bearer|basic|dpop)[ \t]+(?=[a-z._~+/-]*[0-9])([a-z0-9._~+/-]{16,}+=*)(?![a-z]*=?\")", re.IGNORECASE
)
_SCHEMES: Final = (b"bearer", b"basic", b"dpop")
_JWT: Final = re.compile(rb"eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{16,}")
_MEMBER: Final = re.compile(rb'"(' + "|".join(TOKEN_FIELDS).encode() + rb')\\?"\s*:\s*\\?"([^"*\\\s]{8,})\\?"')
_USERINFO: Final = re.compile(rb"://[^/\s:@\"'<>?#]+:(?!\*+@)([^/\s@\"'<>?#]+)@")
_PEM: Final = re.compile(rb"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----")
# A private key in DER: PKCS #8 (RFC 5958) by the algorithm's identifier, PKCS #1 (RFC 8017) and SEC 1 (RFC 5915).
_LENGTH: Final = rb"(?:[\x20-\x7f]|\x81.|\x82..)"
_DER: Final = re.compile(
    rb"\x30" + _LENGTH + rb"\x02\x01[\x00\x01]\x30.\x06(?:\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01[\x01\x0a]"
    rb"|\x07\x2a\x86\x48\xce\x3d\x02\x01|\x03\x2b\x65[\x6e-\x71])"
    rb"|\x30\x82..\x02\x01\x00\x02\x82..\x00|\x30[\x60-\x7f]\x02\x01\x01\x04[\x20\x30]|\x30\x81.\x02\x01\x01\x04[\x30\x42]",
    re.DOTALL,
)
# The same in base64, by the letters that each has in common: none of them begins a public key or a certificate.
_BASE64: Final = re.compile(
    rb"MII[A-Za-z0-9+/]{2,4}IBADANBgkqhkiG9w0BAQ[A-Za-z0-9+/]|MII[A-Za-z0-9+/]{2,4}IBAAKCA[A-Za-z0-9+/]"
    rb"|M[A-Za-z0-9+/]{2,6}AgEAM[A-Za-z0-9+/]{2}GByqGSM49AgEG|M[CE][A-Za-z0-9+/]{1,2}CAQAwBQYDK2V[u-x]B|MHcCAQEEI"
)
_CORES: Final = (b"IBADANBgkqhkiG9w0BAQ", b"IBAAKCA", b"GByqGSM49AgEG", b"CAQAwBQYDK2V", b"MHcCAQEEI")
_JWK: Final = re.compile(rb'"d\\?"\s*:\s*\\?"([A-Za-z0-9_-]{32,})\\?"')


def shapes(data: bytes) -> Iterator[Found]:
    """Yield each token and private key; what is looked for by a pattern is looked for only where it may stand."""
    yield from _tokens(data)
    yield from _keys(data)


def _tokens(data: bytes) -> Iterator[Found]:
    lower = data.lower()
    for scheme in _SCHEMES:
        at = lower.find(scheme)
        while at >= 0:
            if one := _CREDENTIAL.match(data, at):
                yield _found(data, one, 1, "token", f"{scheme.decode()} credential")
            at = lower.find(scheme, at + 1)
    if b"eyJ" in data:
        for one in _JWT.finditer(data):
            yield _found(data, one, 0, "token", "JSON web token")
    if b"_token" in data or b"client_" in data:
        for one in _MEMBER.finditer(data):
            yield _found(data, one, 2, "token", one[1].decode())
    if b"://" in data and b"@" in data:
        for one in _USERINFO.finditer(data):
            yield _found(data, one, 1, "token", "password in a URL")


def _keys(data: bytes) -> Iterator[Found]:
    if b"PRIVATE KEY" in data:
        for one in _PEM.finditer(data):
            yield _found(data, one, 0, "key", "private key (PEM)", data[one.start() : one.end() + 80])
    if b"\x02\x01" in data:
        for one in _DER.finditer(data):
            yield _found(data, one, 0, "key", "private key (DER)", data[one.start() : one.end() + 80])
    if any(core in data for core in _CORES):
        for one in _BASE64.finditer(data):
            yield _found(data, one, 0, "key", "private key (base64)", data[one.start() : one.end() + 80])
    if b'"kty' in data:
        for one in _JWK.finditer(data):
            yield _found(data, one, 1, "key", "private key (JWK)")


def _found(data: bytes, match: re.Match[bytes], group: int, kind: str, what: str, value: bytes = b"") -> Found:
    start, end = match.span(group)
    return Found(start, end, kind, what, value or data[start:end])
