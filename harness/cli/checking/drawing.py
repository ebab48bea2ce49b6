"""Draws a sample of what was certified, and says how a repetition of it lies beside the certificate."""

from __future__ import annotations

import random
from collections.abc import Iterable
from math import comb
from typing import Final, TypeAlias

import msgspec

from harness.judgement import Judged, Judgement
from harness.verdict import Finding, Outcome

SAME, WORSE, BETTER, UNTESTED = "same", "worse", "better", "could-not-test"
TOLD: Final = (Outcome.CONFORMS, Outcome.VIOLATES)
"""Outcomes that a repetition can bear out or not; what was not told then is no claim."""


Drawn: TypeAlias = tuple[tuple[str, str], str]
"""Profile and role of a verdict, and a requirement that it tells of."""
Stratum: TypeAlias = tuple[int, str, str, str]
"""Rank of the outcome, profile, role and class."""


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """One requirement, as certified and as it came out in each repetition."""

    profile: str
    requirement: str
    certified: str
    again: str
    """With the seed that was certified: what was asked then is asked once more."""
    anew: str
    """With a new seed; empty where nothing new was asked."""
    standing: str
    """`same`, `worse`, `better` or `could-not-test`."""
    kind: str = ""
    """Of a difference: `same-request` (asked the same, it answers otherwise) or `new-finding`."""


def sample(certified: Iterable[Judged], size: int, seed: int) -> tuple[tuple[Judged, tuple[str, ...]], ...]:
    """Return at most `size` requirements that were told, by the verdict that told them, in the order of its profile.

    They are drawn class by class in turn. Of a class, those that conform come before those that do not: what is
    claimed is what can be wrong.
    """
    chance = random.Random(seed)
    of = {(judged.verdict.profile, judged.verdict.role): judged for judged in certified}
    strata: dict[Stratum, list[Drawn]] = {}
    for key, judged in of.items():
        outcomes = {f.requirement: f.outcome for f in judged.verdict.findings if f.outcome in TOLD}
        for requirement in judged.bundle.profile.requirements:
            if requirement.id in outcomes:
                rank = TOLD.index(outcomes[requirement.id])
                strata.setdefault((rank, *key, requirement.class_), []).append((key, requirement.id))
    for names in strata.values():
        chance.shuffle(names)
    drawn = _in_turn(strata, size)
    found = (
        (one, tuple(r.id for r in one.bundle.profile.requirements if (key, r.id) in drawn)) for key, one in of.items()
    )
    return tuple((one, names) for one, names in found if names)


def _in_turn(strata: dict[Stratum, list[Drawn]], size: int) -> frozenset[Drawn]:
    """Take from each stratum in turn, those of the first rank before all others."""
    drawn: list[Drawn] = []
    for rank in range(len(TOLD)):
        layer = [strata[key] for key in sorted(strata) if key[0] == rank]
        while any(layer) and len(drawn) < size:
            for names in layer:
                if names and len(drawn) < size:
                    drawn.append(names.pop())
    return frozenset(drawn)


def told(certified: Iterable[Judged]) -> int:
    """Return how many requirements the sample is drawn from."""
    return sum(f.outcome in TOLD for judged in certified for f in judged.verdict.findings)


def chance_to_show(population: int, size: int, wrong: int) -> float:
    """Return how likely a sample of `size` holds at least one of `wrong` false ones among `population`."""
    if wrong <= 0 or population <= 0:
        return 0.0
    return 1 - comb(max(population - wrong, 0), min(size, population)) / comb(population, min(size, population))


def compared(certified: Judged, names: Iterable[str], again: Judgement, anew: Judgement | None) -> tuple[Compared, ...]:
    """Lay two repetitions beside what was certified."""
    then = {f.requirement: f for f in certified.verdict.findings}
    same, new = _findings(again, certified), _findings(anew, certified)
    return tuple(_one(certified.verdict.profile, then[name], same.get(name), new.get(name)) for name in names)


def _one(profile: str, then: Finding, again: Finding | None, anew: Finding | None) -> Compared:
    moves = [_move(then.outcome, one.outcome if one is not None else None) for one in (again, anew)]
    standing = next((move for move in (WORSE, BETTER, SAME) if move in moves), UNTESTED)
    differs = standing in (WORSE, BETTER)
    kind = ("same-request" if moves[0] == standing else "new-finding") if differs else ""
    return Compared(
        profile=profile,
        requirement=then.requirement,
        certified=then.outcome.value,
        again=again.outcome.value if again is not None else "",
        anew=anew.outcome.value if anew is not None else "",
        standing=standing,
        kind=kind,
    )


def _move(then: Outcome, now: Outcome | None) -> str:
    if now not in TOLD:
        return UNTESTED
    if now is then:
        return SAME
    return WORSE if now is Outcome.VIOLATES else BETTER


def _findings(judgement: Judgement | None, like: Judged) -> dict[str, Finding]:
    wanted = (like.verdict.profile, like.verdict.role)
    for j in judgement.judged if judgement is not None else ():
        if (j.verdict.profile, j.verdict.role) == wanted:
            return {f.requirement: f for f in j.verdict.findings}
    return {}
