"""Shapes what a buyer brings to a bundle: trusted keys and their roles, waivers, a policy, and the day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated

import msgspec
from cryptography.x509 import Certificate

from harness.certificate.challenge import Challenge
from harness.certificate.keys import PublicKey
from harness.certificate.waiver import Given
from harness.certificate.word import Word


class Policy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a buyer asks of a bundle beyond its being genuine (a YAML file)."""

    profiles: tuple[str, ...] = ()
    """Profiles that must be among the verdicts, `id@version`."""
    classes: tuple[str, ...] = ()
    """Classes that must be shown."""
    conforms: bool = False
    """Every MUST of the classes claimed must be met, or be waived by a waiver that counts."""
    attested: bool = True
    """Whether `conforms` takes what is met by a person's word alone; false: it must be shown, or be waived."""
    timestamp: bool = False
    """It must carry a time stamp by an authority that the buyer trusts (`--tsa`)."""
    reports: bool = False
    """Its reports must be those that this copy makes of the evidence, and not merely be by another copy."""
    witness: tuple[str, ...] = ()
    """Who may have watched: `supplier`, `force`, `laboratory`; empty: anybody."""
    fresh_days: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)] = 90
    """How many days ago the run may have ended."""
    product_version: str = ""
    """The version of the product that is offered; empty: any."""
    rulebook: str = ""
    """The rulebook that it must be judged by; empty: any that is known here."""
    challenge: str = ""
    """The challenge that the run must have been gathered for, and that must be at hand; empty: none asked for."""


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that the answer depends on besides the bundle and this copy of Hallmark."""

    today: date
    keys: Mapping[str, PublicKey] = {}
    """Trusted keys by name."""
    roles: Mapping[str, tuple[str, ...]] = {}
    """Roles that a trusted key may sign for: `supplier`, `force`, `laboratory`, `buyer`; none said: any witness."""
    allow_unknown: bool = False
    """Take a signer whom nobody named."""
    authorities: tuple[Certificate, ...] = ()
    """Certificates of the time stamping authorities that are trusted."""
    policy: Policy = Policy()
    waivers: tuple[Given, ...] = ()
    challenge: Word[Challenge] | None = None
    """What the buyer posed, and the bundle must answer."""
    withdrawn: Mapping[str, str] = {}
    """Profiles (`id@version`) and versions of this program (`hallmark@version`) that certify nothing any more, and why.
    """
    profiles: Mapping[str, str] = {}
    """Digests by `id@version` of profiles of other publishers that the buyer brings."""
    errata: Mapping[str, str] = {}
    """What is known to be wrong, by rulebook and kind of rule (`hallmark-rules 1 schema/1`), or by profile and
    requirement (`incident-transfer@1.0 IT-012`)."""
