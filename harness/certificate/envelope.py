"""Puts a statement into a signed envelope and takes it out again (DSSE 1.0; in-toto Attestation Framework 1.0).

What is signed is the pre-authentication encoding `DSSEv1 <n> <type> <n> <payload>`. Envelope and payload are canonical
JSON (RFC 8785), so that an envelope that says the same has the same bytes.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any, Final, TypeAlias

import msgspec

from harness.canonical import canonical
from harness.certificate.keys import PrivateKey, PublicKey, is_signed, key_id, sign
from harness.errors import EvidenceError

PAYLOAD_TYPE: Final = "application/vnd.in-toto+json"
LARGEST: Final = 16 << 20
Signatures: TypeAlias = tuple[tuple[str, bytes], ...]
"""Each the name of a key and what it made."""


class Signature(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One signature of an envelope."""

    keyid: str
    sig: str
    """Base64."""


class Envelope(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """A payload and its signatures."""

    payload: str
    """Base64."""
    payload_type: str
    signatures: tuple[Signature, ...]


def seal(statement: Mapping[str, Any], key: PrivateKey) -> bytes:
    """Return the envelope of a statement, signed by `key`."""
    payload = canonical(statement)
    signature = sign(key, encoding(payload))
    return _bytes(payload, ((key_id(key.public_key()), signature),))


def countersign(envelope: bytes, key: PrivateKey) -> bytes:
    """Return the envelope with one more signature. Raises EvidenceError."""
    payload, signatures = open_(envelope)
    mine = key_id(key.public_key())
    others = tuple(one for one in signatures if one[0] != mine)
    return _bytes(payload, tuple(sorted((*others, (mine, sign(key, encoding(payload)))))))


def open_(envelope: bytes) -> tuple[bytes, Signatures]:
    """Return the payload and the signatures with their keys' names. Raises EvidenceError for any but the one form."""
    if len(envelope) > LARGEST:
        raise EvidenceError("the certificate is larger than any that is written")
    try:
        found = msgspec.json.decode(envelope, type=Envelope)
        payload = base64.b64decode(found.payload, validate=True)
        signatures = tuple((one.keyid, base64.b64decode(one.sig, validate=True)) for one in found.signatures)
    except (msgspec.MsgspecError, binascii.Error, ValueError, RecursionError) as error:
        raise EvidenceError("the certificate is no signed envelope") from error
    if found.payload_type != PAYLOAD_TYPE:
        raise EvidenceError("the envelope holds something other than a statement")
    names = [name for name, _ in signatures]
    if names != sorted(set(names)) or _bytes(payload, signatures) != envelope:
        raise EvidenceError("the envelope is not in the one form in which it is written")
    return payload, signatures


def signers(payload: bytes, signatures: Signatures, keys: Mapping[str, PublicKey]) -> tuple[str, ...]:
    """Return the names of those `keys` whose signature stands and fits. Raises EvidenceError where one does not fit."""
    known = [(name, signature) for name, signature in signatures if name in keys]
    wrong = [name for name, signature in known if not is_signed(keys[name], encoding(payload), signature)]
    if wrong:
        raise EvidenceError(f"the signature of key {wrong[0][:16]} does not fit what was signed")
    return tuple(name for name, _ in known)


def encoding(payload: bytes) -> bytes:
    """Return what is signed: the pre-authentication encoding of the payload and its type."""
    kind = PAYLOAD_TYPE.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def _bytes(payload: bytes, signatures: Signatures) -> bytes:
    return canonical(
        Envelope(
            payload=base64.b64encode(payload).decode(),
            payload_type=PAYLOAD_TYPE,
            signatures=tuple(Signature(keyid=name, sig=base64.b64encode(sig).decode()) for name, sig in signatures),
        )
    )
