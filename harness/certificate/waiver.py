"""Writes and reads a buyer's waiver: that for this buyer a requirement need not be met, why, and until when."""

from __future__ import annotations

from datetime import date
from typing import Final

import msgspec

from harness.canonical import canonical
from harness.certificate import envelope
from harness.certificate.keys import PrivateKey
from harness.certificate.statement import STATEMENT
from harness.errors import EvidenceError

WAIVER: Final = "https://hallmark.example.org/waiver/v1"
"""The predicate's type (in-toto Attestation Framework 1.0)."""


class Waiver(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a buyer accepts. It changes no verdict and counts for nobody else."""

    requirement: str
    profile: str
    """`id@version`."""
    product: str
    supplier: str
    owner: str
    """Who answers for it at the buyer's."""
    reason: str
    expires: str
    """The last day on which it counts, `YYYY-MM-DD`."""

    def __post_init__(self) -> None:
        date.fromisoformat(self.expires)
        if not all((self.requirement, self.owner.strip(), self.reason.strip())):
            raise ValueError("a waiver names its requirement, who answers for it, and why")


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """A waiver as it was handed over, whoever signed it."""

    name: str
    """Of its file."""
    waiver: Waiver
    payload: bytes
    signatures: envelope.Signatures


def signed(waiver: Waiver, profile_digest: str, key: PrivateKey) -> bytes:
    """Return the waiver in an envelope signed by the buyer's key; its subject is the profile."""
    subject = {"name": waiver.profile, "digest": {"sha256": profile_digest.partition(":")[2]}}
    predicate = msgspec.to_builtins(waiver)
    return envelope.seal(
        {"_type": STATEMENT, "subject": [subject], "predicateType": WAIVER, "predicate": predicate}, key
    )


def given(data: bytes, name: str) -> Given:
    """Return what stands in an envelope. Raises EvidenceError for one that holds no waiver."""
    try:
        payload, signatures = envelope.open_(data)
        found = msgspec.json.decode(payload)
        if found["_type"] != STATEMENT or found["predicateType"] != WAIVER or canonical(found) != payload:
            raise ValueError("another kind of statement")
        waiver = msgspec.convert(found["predicate"], Waiver)
    except (EvidenceError, msgspec.MsgspecError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise EvidenceError("this is no waiver", where=name, hint="`hallmark waive` writes one.") from error
    return Given(name=name, waiver=waiver, payload=payload, signatures=signatures)
