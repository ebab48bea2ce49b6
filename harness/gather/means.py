"""Knows what a run can bring about: identities, fixtures, inbound calls, writing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from harness.arazzo import Workflow
from harness.contract import Contract
from harness.declaration import Declaration
from harness.gather.identity.certificates import identities_of
from harness.gather.identity.derived import FURTHER, derivable
from harness.gather.inputs import needs
from harness.gather.restraint.limits import SAFE_METHODS
from harness.loopback import is_loopback

OWN: Final = "own-agency"
DERIVED: Final = frozenset({"none", "absent", "malformed", "alg-none", "tampered", "tampered-claims"})
"""Credentials that are made from the genuine one, and need none of their own."""
_OWN_NAMES: Final = frozenset({OWN, "own", ""})


class Means(msgspec.Struct, frozen=True, kw_only=True):
    """What there is."""

    identities: frozenset[str]
    fixtures: frozenset[str]
    inbound: bool
    write: bool
    patience: float = 0.0
    """Seconds that a product may take to find a key that was not published before."""


def identity_of(name: str) -> str:
    """Return the identity that a step means; a step that names none is sent as our own agency."""
    return OWN if name in _OWN_NAMES else name


def means_of(declaration: Declaration) -> Means:
    """Return what a declaration gives; without public_url only a product on this machine can call us."""
    inbound = bool(declaration.partners.public_url) or is_loopback(declaration.target.base_url)
    return Means(
        identities=frozenset({OWN, *declaration.target.identities})
        | derivable(identities_of(declaration.target), bool(declaration.target.tls.client_cert)),
        fixtures=frozenset(declaration.fixtures),
        inbound=inbound,
        write=not declaration.limits.read_only,
        patience=declaration.partners.authority.patience_seconds if declaration.partners.authority else 0.0,
    )


def lacking(needed: Iterable[str], means: Means) -> dict[str, str]:
    """Return those needs that are not met, sorted, each with the reason."""
    found = {need: _why(need, means) for need in sorted(needed)}
    return {need: why for need, why in found.items() if why}


def _why(need: str, means: Means) -> str:
    kind, _, name = need.partition(":")
    if kind == "identity" and identity_of(name) not in means.identities | DERIVED:
        return FURTHER.get(name, f"hallmark.yaml declares no target.identities.{name}")
    if kind == "fixture" and name not in means.fixtures:
        return f"hallmark.yaml declares no fixtures.{name}"
    if kind == "inbound" and not means.inbound:
        return "hallmark.yaml declares no partners.public_url at which the product could reach us"
    if kind == "write" and not means.write:
        return "limits.read_only: nothing is sent that creates or changes"
    if kind == "input":
        return f"nothing says how the input {name} is filled"
    return ""


def workflow_needs(workflow: Workflow, contract: Contract) -> frozenset[str]:
    """Return what a workflow asks of a run."""
    found = set(needs(workflow.inputs))
    for step in workflow.steps:
        if step.awaits is not None or step.stimulus is not None:
            found.add("inbound")
        if step.stimulus is not None and step.stimulus.schedule:
            found.add(f"fixture:{step.stimulus.schedule}")
        if identity_of(step.identity) not in DERIVED | {OWN}:
            found.add(f"identity:{step.identity}")
        operation = contract.operation(step.operation)
        if operation is not None and operation.method not in SAFE_METHODS:
            found.add("write")
    return frozenset(found)
