"""Shapes what a buyer brings to a bundle: trusted keys and their roles, waivers, a policy, and the day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import msgspec

from harness.certificate.keys import PublicKey


class Policy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a buyer asks of a bundle beyond its being genuine (a YAML file)."""

    profiles: tuple[str, ...] = ()
    """Profiles that must be among the verdicts, `id@version`."""
    classes: tuple[str, ...] = ()
    """Classes that must be shown."""
    witness: tuple[str, ...] = ()
    """Who may have watched; empty: anybody."""
    fresh_days: int = 90
    """How old the run may be."""
    product_version: str = ""
    """The version of the product that is offered; empty: any."""
    rulebook: str = ""
    challenge: str = ""
    """The challenge that the run must have been gathered for; empty: none asked for."""


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that the answer depends on besides the bundle and this copy of Hallmark."""

    today: date
    keys: Mapping[str, PublicKey] = {}
    """Trusted keys by name."""
    roles: Mapping[str, tuple[str, ...]] = {}
    """Roles that a trusted key may sign for: `supplier`, `force`, `laboratory`; none said: any."""
    allow_unknown: bool = False
    """Take a signer whom nobody named."""
    policy: Policy = Policy()
    policy_given: bool = False
