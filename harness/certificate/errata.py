"""Shapes what a publisher signs of its profiles and rules after they were published: what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from harness.certificate import envelope
from harness.certificate.keys import PublicKey
from harness.certificate.word import take
from harness.errors import EvidenceError

ERRATA: Final = "https://hallmark.example.org/errata/v1"
"""The predicate's type (in-toto Attestation Framework 1.0)."""
PUBLISHER: Final = "publisher"
"""The role that a trusted key must have for its errata to count."""


class Errata(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is wrong, by rulebook and kind of rule or by profile and requirement, as in profiles/_errata.yaml."""

    publisher: str
    found: dict[str, str]


def read(data: bytes, name: str, keys: Mapping[str, PublicKey], roles: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Return what errata say that a trusted publisher signed. Raises EvidenceError for any other."""
    word = take(data, name, ERRATA, Errata)
    by = envelope.signers(word.payload, word.signatures, keys)
    if not any(PUBLISHER in roles.get(one, ()) for one in by):
        hint = "Give --trust publisher=KEY."
        raise EvidenceError("these errata are not signed by a publisher whom you trust", where=name, hint=hint)
    return dict(word.said.found)
