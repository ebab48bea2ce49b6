"""Shapes what a run means to do: for which profiles, in which partitions, and what it leaves out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import msgspec

from harness.arazzo import Workflow
from harness.contract import Contract
from harness.errors import DeclarationError
from harness.fit import suggest
from harness.profile import SUBJECT_DESCRIPTION, Profile, Requirement
from harness.touching import by_class

OF: Final = "requirement:"
"""Before the id of a requirement of which a probe is left out, among what is unavailable."""


class Aim(msgspec.Struct, frozen=True, kw_only=True):
    """One profile and role to gather evidence for, with what the profile brings along."""

    profile: Profile
    role: str
    classes: tuple[str, ...]
    """The classes claimed."""
    contract: Contract
    workflows: Mapping[str, Workflow]


class PartitionPlan(msgspec.Struct, frozen=True, kw_only=True):
    """Probes that are sent one after another; the unit of resuming, and later of spreading over machines."""

    name: str
    kind: str
    """`explore`, `stimulus`, `workflow`, `conversation`, `examples`, `protocol` or `fuzz`: so they are ordered."""
    what: str
    """The workflow's id, or the name of the conversation or protocol probe."""
    operation: str = ""
    """The operation that is tried; empty for a workflow, and for what is tried of the product as a whole."""
    resource: str = ""
    """The collection that is explored or talked about."""
    settings: dict[str, object] = {}
    requirements: tuple[str, ...] = ()
    """Whom it is for."""
    aim: int = 0
    """Which of the plan's aims it belongs to."""
    estimate: int = 1
    """About how many requests it takes; for progress, and for telling a whole run from a short one."""
    last: bool = False
    """Whether it may lock the tester out: then it is gathered after all others."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What a run means to do."""

    seed: int
    aims: tuple[Aim, ...]
    only: tuple[str, ...]
    """Requirements that the run is limited to; empty: all of the claimed classes."""
    partitions: tuple[PartitionPlan, ...]
    unavailable: dict[str, str] = {}
    """What cannot be brought about, and why: `identity:other-agency`, `inbound`, `fixture:uprn`, `write`."""
    left_out: dict[str, str] = {}
    """Partitions that are not gathered, and what they lack."""

    @property
    def planned(self) -> dict[str, int]:
        """Return the estimates by partition, as the footer keeps them."""
        return {partition.name: partition.estimate for partition in self.partitions}


def limited(aims: Iterable[Aim], only: Iterable[str]) -> dict[str, None]:
    """Return the ids of the requirements that `only` names, in the profiles' order; empty: the run is not limited.

    Raises DeclarationError for a name that no requirement or class has, and for a class claimed that is none.
    """
    aims, only = tuple(aims), tuple(only)
    for aim in aims:
        _check_classes(aim)
    known = [requirement for aim in aims for requirement in aim.profile.of_role(aim.role)]
    words = [*(r.id for r in known), *dict.fromkeys(r.class_ for r in known)]
    for word in only:
        if word not in words:
            raise DeclarationError(
                f"no requirement or class is called {word!r}", where="--only", hint=suggest(word, words)
            )
    return dict.fromkeys(r.id for r in known if r.id in only or r.class_ in only)


def in_scope(aim: Aim, chosen: Mapping[str, None]) -> Iterator[Requirement]:
    """Yield the requirements of the classes claimed, or those of `chosen` where there are any."""
    for requirement in aim.profile.of_role(aim.role):
        if requirement.id in chosen if chosen else requirement.class_ in aim.classes:
            yield requirement


def _check_classes(aim: Aim) -> None:
    known = [one.id for one in aim.profile.classes]
    for name in aim.classes:
        if name not in known:
            raise DeclarationError(
                f"{aim.profile.name} has no class {name!r}", where="classes", hint=suggest(name, known)
            )


def operations_by_class(aim: Aim) -> dict[str, tuple[str, ...]]:
    """Return the operations that each claimed class is tried on, in the order of its requirements."""
    found = by_class(aim.profile, aim.role, aim.workflows, aim.contract)
    return {name: found.get(name, ()) for name in aim.classes}


def explores(aim: Aim) -> bool:
    """Tell whether what a product keeps is looked at first: by its own description, or where conversations are held."""
    own = aim.profile.description == SUBJECT_DESCRIPTION
    return own or any(probe.conversation for r in aim.profile.requirements for probe in r.probes)
