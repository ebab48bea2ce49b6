"""Writes and reads a buyer's waiver: that for this buyer a requirement need not be met, why, and until when."""

from __future__ import annotations

from typing import Final, TypeAlias

import msgspec

from harness.certificate.keys import PrivateKey
from harness.certificate.word import Word, give, take
from harness.days import day

WAIVER: Final = "https://hallmark.example.org/waiver/v1"
"""The predicate's type (in-toto Attestation Framework 1.0)."""


class Waiver(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a buyer accepts. It changes no verdict and counts for nobody else."""

    requirement: str
    profile: str
    """`id@version`."""
    profile_digest: str
    product: str
    product_version: str
    """The one release that it is for: the next may do worse."""
    supplier: str
    owner: str
    """Who answers for it at the buyer's."""
    reason: str
    expires: str
    """The last day on which it counts, `YYYY-MM-DD`."""

    def __post_init__(self) -> None:
        day(self.expires)
        told = (self.requirement, self.product_version, self.profile_digest, self.owner, self.reason)
        if not all(one.strip() for one in told):
            raise ValueError("a waiver names requirement, profile, version, who answers for it, and why")


Given: TypeAlias = Word[Waiver]
"""A waiver as it was handed over, whoever signed it."""


def signed(waiver: Waiver, key: PrivateKey) -> bytes:
    """Return the waiver in an envelope signed by the buyer's key; its subject is the profile."""
    return give(WAIVER, waiver, {waiver.profile: waiver.profile_digest}, key)


def given(data: bytes, name: str) -> Given:
    """Return what stands in an envelope. Raises EvidenceError for one that holds no waiver."""
    return take(data, name, WAIVER, Waiver)
