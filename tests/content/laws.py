"""Holds what was gathered of a perfect partner to the laws of the house, in worlds where the answers were others."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec
from miniatures import worlds
from miniatures.exempt import BY_STATUS, CONFORMS_STILL, NOT_OF_ANSWERS, OF_EVERY_ANSWER
from rules.cases import BESIDE, OF_CALLERS, OF_DESCRIPTION

from harness.adjudicate import adjudicate
from harness.evidence import Exchange, ExchangeId, Observation
from harness.judgement import Judgement
from harness.profile import RuleCall
from harness.reading import Reading
from harness.verdict import Finding, Outcome

OPEN_TO_ALL = {"R15": "who shows no credential is to be served"}
"""Requirements that a refusal of everybody breaks."""
BLAMES_NOBODY = ("lets-nobody-in", "forbids", "is-busy")
REFUSALS = frozenset(("deleted/1", "isolation/1", "refusal/1", "sequence/1", "tenancy/1"))
"""Kinds that pass by a refusal, which one gives as well who has nothing at all."""
WHAT_IT_CALLS = {"IT-076": "what the product calls by itself"}
"""Requirements of a kind that looks at answers otherwise."""
MOST, FIRST, LARGE = 2_000, 4, 10_000
"""Observations beyond which only the first of each partition are judged, and none with a request of so many octets.

The laws hold of any evidence."""


def hold(judgement: Judgement) -> None:
    """Judge the evidence of one perfect partner in every world."""
    seen = tuple(judgement.evidence.observations)
    if len(seen) > MOST:
        seen = tuple(one for one in seen if one.id.ordinal < FIRST and not _is_large(one))
    kinds = {r.id: r.rule.rule for j in judgement.judged for r in j.bundle.profile.requirements if _is_tested(r.rule)}
    there = {one.id for one in seen}

    def judged(world: Callable[[Iterable[Observation]], worlds.Seen]) -> list[Finding]:
        found = _judged(judgement, world(seen))
        assert {id for one in found for id in cited(one)} <= there
        assert [one.requirement for one in found if one.outcome is Outcome.FAULT] == []
        return [one for one in found if one.requirement in kinds]

    if len(seen) <= MOST:
        _what_is_not_there_is_one_cause(judgement, seen)
    _blames_nobody("runs-out", judged(worlds.runs_out), kinds)
    _nobody_is_there(judged(worlds.nobody), kinds)
    _nothing_is_there(judged(worlds.always(worlds.NOWHERE)), kinds)
    for name, reply in worlds.ANSWERS.items():
        _one_answer_to_everything(name, judged(worlds.always(reply)), kinds)


def cited(finding: Finding) -> set[ExchangeId]:
    """Return what a finding cites."""
    broken = {id for v in finding.violations for id in (v.minimal, *v.beside, *v.cites.first)}
    return broken | set(finding.cites.first)


def _is_large(one: Observation) -> bool:
    return isinstance(one, Exchange) and len(one.request.body) + len(one.request.target) > LARGE


def _is_tested(rule: object) -> bool:
    return isinstance(rule, RuleCall)


def _judged(judgement: Judgement, seen: worlds.Seen) -> list[Finding]:
    evidence = msgspec.structs.replace(judgement.evidence, observations=seen)
    verdicts = (
        adjudicate(b.profile, b.contract, b.workflows, evidence, j.subject, b.description)
        for j in judgement.judged
        for b in (j.bundle,)
    )
    return [one for verdict in verdicts for one in verdict.findings]


def _what_is_not_there_is_one_cause(judgement: Judgement, seen: worlds.Seen) -> None:
    """Take away every third operation, one at a time: whatever was asked of it is 404."""
    (j,) = judgement.judged
    asked = [one for one in seen if isinstance(one, Exchange) and worlds.to_product(one)]
    operations = {one.id: Reading(one, j.bundle.contract, j.subject.target).operation_id for one in asked}
    for name in sorted(set(operations.values()) - {""})[::3]:
        left = tuple(worlds.answered(one, worlds.NOWHERE) if operations.get(one.id) == name else one for one in seen)
        broken = [v for f in _judged(judgement, left) for v in f.violations if v.operation == name]
        assert len({v.cause for v in broken}) <= 1, (name, {v.cause for v in broken})


def _nobody_is_there(found: list[Finding], kinds: dict[str, str]) -> None:
    of_exchanges = [one for one in found if kinds[one.requirement] not in OF_DESCRIPTION]
    known = {one.requirement: one.because for one in of_exchanges if one.outcome is not Outcome.INCONCLUSIVE}
    assert known == {}, "where nobody is there, nothing is known"


def _nothing_is_there(found: list[Finding], kinds: dict[str, str]) -> None:
    shown = {one.requirement for one in found if one.outcome is Outcome.CONFORMS and kinds[one.requirement] in REFUSALS}
    assert shown == set(), "of an operation that is never there a refusal shows nothing"


def _one_answer_to_everything(world: str, found: list[Finding], kinds: dict[str, str]) -> None:
    beside = OF_DESCRIPTION | BESIDE | OF_CALLERS | set(NOT_OF_ANSWERS) | set(BY_STATUS)
    of_answers = [one for one in found if kinds[one.requirement] not in beside and one.requirement not in WHAT_IT_CALLS]
    still = {
        one.requirement: kinds[one.requirement]
        for one in of_answers
        if one.outcome is Outcome.CONFORMS and kinds[one.requirement] not in CONFORMS_STILL[world]
    }
    assert still == {}, f"conforms in a world that {world}"
    if world in BLAMES_NOBODY:
        _blames_nobody(world, of_answers, kinds)


def _blames_nobody(world: str, found: list[Finding], kinds: dict[str, str]) -> None:
    exempt = OF_EVERY_ANSWER | OF_DESCRIPTION | BESIDE | set(NOT_OF_ANSWERS) | set(BY_STATUS)
    blamed = {
        one.requirement: one.because
        for one in found
        if one.outcome is Outcome.VIOLATES
        and kinds[one.requirement] not in exempt
        and one.requirement not in OPEN_TO_ALL
    }
    assert blamed == {}, f"blamed in a world: {world}"
