"""Says what the supplier declares in hallmark.yaml: product, profile, role, classes, target, limits, fixtures."""

from __future__ import annotations

from harness.declaration.acting import Effects, Subscribed, Way
from harness.declaration.hooks import Hooks, words
from harness.declaration.limits import Blackout, Limits
from harness.declaration.partners import Address, PartnerAuthority, Partners, PartnerTls
from harness.declaration.target import Target, Tls
from harness.declaration.whole import PROFILE_NAME, Declaration, Gate

__all__ = [
    "PROFILE_NAME",
    "Address",
    "Blackout",
    "Declaration",
    "Effects",
    "Gate",
    "Hooks",
    "Limits",
    "PartnerAuthority",
    "PartnerTls",
    "Partners",
    "Subscribed",
    "Target",
    "Tls",
    "Way",
    "words",
]
