"""Says which requirements a change of a product's API description puts at risk, by operations and by what was cited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from harness.arazzo import Workflow
from harness.contract import Contract
from harness.contract.changes import Change, address
from harness.evidence import Exchange, ExchangeId, Observation, Subject
from harness.profile import Level, Profile
from harness.reading.addressed import Addressed
from harness.touching import tried_on
from harness.verdict import Outcome, Verdict


class Certified(msgspec.Struct, frozen=True, kw_only=True):
    """What a run showed of a profile and role."""

    met: frozenset[str]
    """Requirements that were met."""
    cited: dict[str, tuple[str, ...]]
    """By requirement, the operations of the exchanges that its finding names (the first 20)."""


class Risk(msgspec.Struct, frozen=True, kw_only=True):
    """One requirement that may no longer be met."""

    requirement: str
    level: Level
    statement: str
    operations: tuple[str, ...]
    """Of the profile's description, those that it is tried on or was shown by, and that changed."""
    cited: tuple[str, ...]
    """Those of them that its evidence cites."""
    breaking: bool
    """Whether one of the changes may break a partner."""


def at_risk(
    found: Iterable[Change],
    old: Contract,
    profile: Profile,
    role: str,
    workflows: Mapping[str, Workflow],
    contract: Contract,
    certified: Certified | None = None,
) -> tuple[Risk, ...]:
    """Return the requirements at risk, in the profile's order; of a run, only those that it showed as met.

    `old` is the product's own description before the change, `contract` the one that the profile judges by.
    """
    known = operations_of(old, contract)
    breaking: dict[str, bool] = {}
    for change in found:
        for operation in known.get(change.operation, ()):
            breaking[operation] = breaking.get(operation, False) or change.breaking
    risks = []
    for requirement in profile.of_role(role):
        if certified is not None and requirement.id not in certified.met:
            continue
        cited = certified.cited.get(requirement.id, ()) if certified is not None else ()
        tried = dict.fromkeys((*tried_on(requirement, workflows, contract), *cited))
        touched = tuple(operation for operation in tried if operation in breaking)
        if touched:
            risks.append(
                Risk(
                    requirement=requirement.id,
                    level=requirement.level,
                    statement=requirement.statement,
                    operations=touched,
                    cited=tuple(operation for operation in touched if operation in cited),
                    breaking=any(breaking[operation] for operation in touched),
                )
            )
    return tuple(risks)


def operations_of(product: Contract, profile: Contract) -> dict[str, tuple[str, ...]]:
    """Return for each operation of a product's description those of the profile's that it serves.

    They are the same where method and path are; the product's path may begin with more (its base path). Where no path
    fits, those of the same id.
    """
    theirs = {o.id: address(o) for o in (*profile.operations, *profile.webhooks)}
    found: dict[str, tuple[str, ...]] = {}
    for operation in (*product.operations, *product.webhooks):
        own = address(operation)
        fitting = [name for name, other in theirs.items() if _serves(own, other)]
        longest = max((len(theirs[name]) for name in fitting), default=0)
        named = (operation.id,) if operation.id in theirs else ()
        found[operation.id] = tuple(name for name in fitting if len(theirs[name]) == longest) or named
    return found


def _serves(own: str, other: str) -> bool:
    ours, theirs = own.split(" ", 2), other.split(" ", 2)
    return ours[:2] == theirs[:2] and (ours[2] == theirs[2] or (ours[2].endswith(theirs[2]) and theirs[2][:1] == "/"))


def certified(verdict: Verdict, observations: Iterable[Observation], contract: Contract, subject: Subject) -> Certified:
    """Return what a verdict shows as met, with the operations that each finding cites; reads the evidence once."""
    wanted: dict[ExchangeId, list[str]] = {}
    for finding in verdict.findings:
        for name in finding.cites.first:
            wanted.setdefault(name, []).append(finding.requirement)
    cited: dict[str, dict[str, None]] = {}
    for one in observations:
        if isinstance(one, Exchange) and one.id in wanted:
            operation = Addressed(one, contract, subject.target).operation_id
            for requirement in wanted[one.id] if operation else ():
                cited.setdefault(requirement, {})[operation] = None
    return Certified(
        met=frozenset(f.requirement for f in verdict.findings if f.outcome is Outcome.CONFORMS),
        cited={name: tuple(operations) for name, operations in cited.items()},
    )
