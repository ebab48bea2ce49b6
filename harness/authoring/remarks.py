"""Says of a sound profile what its author may look at: what nothing uses, and how hard its words are to read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from harness.authoring.age import reading_age
from harness.loading import Bundle
from harness.profile import Profile

ADULT: Final = 14.0
"""Age up to which an explanation is plain; beyond it a reader who is no engineer stops."""
HARDEST: Final = 5


def remarks(bundle: Bundle) -> tuple[str, ...]:
    """Return sentences; none of them makes a profile wrong."""
    return (*_unused(bundle), *_hard(bundle.profile))


def median_age(profile: Profile) -> float:
    """Return the reading age that half of the explanations stay below; 0 where there is none."""
    ages = sorted(reading_age(r.explain) for r in profile.requirements)
    return ages[len(ages) // 2] if ages else 0.0


def _unused(bundle: Bundle) -> Iterator[str]:
    profile = bundle.profile
    used = {
        "source": ({r.source.ref for r in profile.requirements}, profile.sources),
        "class": ({r.class_ for r in profile.requirements}, [c.id for c in profile.classes]),
        "role": ({r.role for r in profile.requirements}, [r.id for r in profile.roles]),
        "workflow": (_probed(profile), bundle.workflows),
    }
    for noun, (names, declared) in used.items():
        for name in declared:
            if name not in names:
                yield f"no requirement uses the {noun} {name}"


def _probed(profile: Profile) -> set[str]:
    probes = [probe for r in profile.requirements for probe in r.probes]
    return {name for probe in probes for name in (probe.workflow, str(probe.with_.get("setup", "")))}


def _hard(profile: Profile) -> Iterator[str]:
    ages = sorted(((reading_age(r.explain), r.id) for r in profile.requirements), reverse=True)
    for age, name in ages[:HARDEST]:
        if age > ADULT:
            yield f"{name}: the explanation reads as for an age of {age:.0f}; aim at {ADULT:.0f} or less"
