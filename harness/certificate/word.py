"""Puts what somebody says into a signed envelope, and takes it out again: a waiver, a challenge, a dispute."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

import msgspec

from harness.canonical import canonical, digest
from harness.certificate import envelope
from harness.certificate.keys import PrivateKey
from harness.certificate.statement import STATEMENT
from harness.errors import EvidenceError

T = TypeVar("T", bound=msgspec.Struct)


class Word(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """What was said, as it was handed over, whoever signed it."""

    name: str
    """Of its file."""
    said: T
    payload: bytes
    signatures: envelope.Signatures

    @property
    def digest(self) -> str:
        """Return the digest of what was signed, `sha256:...`: its name, whoever signs it besides."""
        return digest(self.payload)


def give(kind: str, said: msgspec.Struct, subjects: Mapping[str, str], key: PrivateKey) -> bytes:
    """Return what is said in an envelope; `kind` is the predicate's type, `subjects` digests by name."""
    subject = [{"name": name, "digest": {"sha256": value.partition(":")[2]}} for name, value in subjects.items()]
    return envelope.seal(
        {"_type": STATEMENT, "subject": subject, "predicateType": kind, "predicate": msgspec.to_builtins(said)}, key
    )


def take(data: bytes, name: str, kind: str, type_: type[T]) -> Word[T]:
    """Return what stands in an envelope. Raises EvidenceError for one that holds no such word."""
    try:
        payload, signatures = envelope.open_(data)
        found: Any = msgspec.json.decode(payload)
        if found["_type"] != STATEMENT or found["predicateType"] != kind or canonical(found) != payload:
            raise ValueError("another kind of statement")
        said = msgspec.convert(found["predicate"], type_)
    except (EvidenceError, msgspec.MsgspecError, ValueError, KeyError, TypeError, RecursionError) as error:
        what = type_.__name__.lower()
        raise EvidenceError(f"this is no {what}", where=name, hint="Give the file as it was written.") from error
    return Word(name=name, said=said, payload=payload, signatures=signatures)
