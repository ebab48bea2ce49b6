"""Says how the files of a profile are written: profile.yaml, and the lists of requirements beside it."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from harness.profile import (
    Basis,
    ConformanceClass,
    Deliveries,
    Effort,
    Level,
    Probe,
    Publication,
    Role,
    RuleCall,
    Source,
    Stimulus,
)


class RequirementEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One requirement as its file has it."""

    id: str
    role: str
    class_: str = msgspec.field(name="class")
    level: Level
    basis: Basis
    statement: str
    source: Source
    explain: str
    rule: str = ""
    with_: dict[str, Any] = msgspec.field(default_factory=dict, name="with")
    not_tested: str = ""
    applies: RuleCall | str = "always"
    probes: tuple[Probe, ...] = ()
    effort: Effort = Effort()
    needs: tuple[str, ...] = ()


class ProfileFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole profile.yaml."""

    id: str
    version: str
    title: str
    publisher: str
    owner: str = ""
    """Who answers for it now, and how they are reached; empty: its publisher."""
    summary: str
    notice: tuple[str, ...]
    sources: dict[str, Publication]
    roles: tuple[Role, ...]
    classes: tuple[ConformanceClass, ...]
    fixtures: dict[str, str] = {}
    description: Literal["own", "subject"] = "own"
    """`subject`: there is no openapi.yaml here, the product brings its own description."""
    reference: str = ""
    """For `subject`, without a `reference.yaml`: the partner of mocks/ by whose description examples are judged."""
    status: Literal["whole", "draft"] = "whole"
    """`draft`: not all of it is built, and it may change under its version."""
    stimuli: dict[str, Stimulus] = {}
    deliveries: Deliveries | None = None
    """How products are told of events, where the profile has a role that takes them."""
    questions: dict[str, str] = {}
    requirements: tuple[str, ...]
    """Files beside profile.yaml, each a list of requirements; a class a file reads well."""
