"""Says which roles of a profile two products take that talk to each other, and what no relay can bring about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from harness.errors import ProfileError
from harness.profile import Profile, Requirement, RuleCall

NO_FAULTS: Final = "relay"
"""Why a requirement was not tried that needs a bad partner, or answers that nobody can make a real product give."""
UNASKED: Final = "unasked"
"""Why a requirement was not tried that rests on what a person saw: whether its occasion came up is not known here."""
ATTESTED: Final = "answered/"
"""How the names of rules begin that rest on a person's word."""
NOT_RELAYED: Final = ("faults", "variant", "partners")
"""Settings of a scene that only a partner of ours can play."""

OF_BAD_PARTNERS: Final = frozenset({"refuses-partner/1"})
"""Rules that speak of bad certificates, which a partner of ours alone shows, whatever else a scene holds."""


class Roles(NamedTuple):
    """The role of the product that calls, and that of the one which is called."""

    calls: str
    serves: str


def roles_of(profile: Profile) -> Roles:
    """Return the roles of the two. Raises ProfileError where the profile has not both sides of a conversation."""
    calls = next((role.id for role in profile.roles if role.partner), "")
    serves = next((role.id for role in profile.roles if not role.partner), "")
    if not calls or not serves:
        raise ProfileError(
            f"{profile.name} has not both a role that calls and one that is called",
            where="--profile",
            hint="A relay judges two products by a profile with a role for each, such as incident-transfer@1.0.",
        )
    return Roles(calls, serves)


def unavailable(profile: Profile, roles: Roles, fixtures: Mapping[str, Any]) -> dict[str, str]:
    """Return what could not be brought about, and why: further identities, fixtures, and the faults of a partner."""
    found: dict[str, str] = {}
    for requirement in profile.requirements:
        for need in requirement.needs:
            kind, _, name = need.partition(":")
            if kind == "identity" or (kind == "fixture" and name not in fixtures):
                found[need] = NO_FAULTS
        rule = requirement.rule
        if isinstance(rule, RuleCall) and rule.rule.startswith(ATTESTED):
            found[f"requirement:{requirement.id}"] = UNASKED
        elif requirement.role == roles.calls and _only_with_a_bad_partner(requirement):
            found[f"requirement:{requirement.id}"] = NO_FAULTS
    return dict(sorted(found.items()))


def _only_with_a_bad_partner(requirement: Requirement) -> bool:
    if isinstance(requirement.rule, RuleCall) and requirement.rule.rule in OF_BAD_PARTNERS:
        return True
    return bool(requirement.probes) and all(
        any(setting in probe.with_ for setting in NOT_RELAYED) for probe in requirement.probes
    )
