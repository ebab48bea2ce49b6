"""Finds secrets that a product issued to the tester and that still count: what they belong to was not ended."""

from __future__ import annotations

from typing import Any

from harness.evidence import HALLMARK, Evidence, Exchange
from harness.loading import Bundle
from harness.profile import RuleCall
from harness.reading import Reading
from harness.rules.webhooks.issued import issued_by, places_of
from harness.unclosed import identifier_of, left_open, tidying


def standing(evidence: Evidence, bundle: Bundle, target: str) -> dict[str, bytes]:
    """Return secrets that lie in the evidence and were not revoked, each under the name of what it belongs to.

    A throw-away secret is kept on purpose, so that anybody can compute signatures again; it is one only once it has
    been thrown away. `target` is the base URL of the product.
    """
    issued = _issued(bundle)
    how = tidying(bundle.workflows, bundle.contract) if issued else None
    if how is None:
        return {}
    left = frozenset(left_open(evidence.observations, bundle.contract, target, how))
    found: dict[str, bytes] = {}
    for one in evidence.observations if left else ():
        if not isinstance(one, Exchange) or one.from_party != HALLMARK:
            continue
        x = Reading(one, bundle.contract, target)
        secret = issued_by(x, places_of(issued))
        name = x.path_params.get(how.name, "") or identifier_of(x, how)
        if secret is not None and name in left:
            found[f"issued for {name} ({one.id})"] = secret.text.encode()
    return found


def _issued(bundle: Bundle) -> dict[str, str]:
    """Return the operations that issue secrets, as the requirements say that compute signatures."""
    calls = (r.rule.with_ for r in bundle.profile.requirements if isinstance(r.rule, RuleCall))
    found: dict[str, Any] = {}
    for with_ in calls:
        found |= with_.get("issued", {})
    return found
