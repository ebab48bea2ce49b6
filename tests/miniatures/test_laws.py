"""Every rule keeps the laws of the house on conversations of its own.

What is ours blames nobody, and nothing is green for want of evidence. The laws turn what was gathered into another
world (worlds.py), and judge that; what a law does not hold of stands in a table, with the reason (exempt.py).
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from rules.cases import CONDITIONS, OF_DESCRIPTION

from harness.evidence import Exchange, ExchangeId, Observation
from harness.rules import RULES
from harness.verdict import Finding, Outcome
from miniatures import worlds
from miniatures.conversing import Miniature, miniatures
from miniatures.exempt import (
    BESIDE_A_CONTROL,
    BLAMED_STILL,
    BY_STATUS,
    CITED_BESIDE,
    CONFORMS_STILL,
    LATE,
    NOT_OF_ANSWERS,
    OF_EVERY_ANSWER,
    SEVERAL_CAUSES,
    WHAT_HAS_TO_COME,
)

KINDS = sorted(set(RULES) - CONDITIONS)
SHUT = ("lets-nobody-in", "forbids")
"""Worlds in which everybody is turned away, whether somebody came with a good credential or not."""
OF_EXCHANGES = sorted(set(KINDS) - OF_DESCRIPTION)


def of(kind: str, *, vicious: bool | None = None) -> list[Miniature]:
    return [one for one in miniatures() if one.kind == kind and vicious in (None, one.vicious)]


def cited(finding: Finding) -> Iterator[ExchangeId]:
    yield from finding.cites.first
    for violation in finding.violations:
        yield from (violation.minimal, *violation.beside, *violation.cites.first)


def gist(one: Miniature, found: Finding) -> tuple[str, str, str]:
    return one.name, found.outcome.value, found.because.code


def test_every_rule_has_a_miniature_that_is_as_it_should_be_and_one_with_a_vice() -> None:
    for vicious in (False, True):
        assert {one.kind for one in miniatures() if one.vicious is vicious} == set(KINDS)


@pytest.mark.parametrize("kind", OF_EXCHANGES)
def test_what_a_finding_cites_is_in_the_evidence(kind: str) -> None:
    for one in of(kind):
        there = {each.id for each in one.observations}
        assert set(cited(one.judged(one.observations))) <= there, one.name


@pytest.mark.parametrize("kind", OF_EXCHANGES)
def test_without_what_is_cited_less_is_shown(kind: str) -> None:
    for one in of(kind, vicious=False):
        whole = one.judged(one.observations)
        assert whole.outcome is Outcome.CONFORMS
        for id in whole.cites.first:
            if id not in {each.id for each in one.observations}:
                continue
            left = one.judged(worlds.without(one.observations, id))
            less = left.outcome is not Outcome.CONFORMS or left.passed < whole.passed
            less = less or bool(set(left.cites.first) - set(whole.cites.first))  # another takes its place
            assert less or kind in BESIDE_A_CONTROL or one.name in CITED_BESIDE, (one.name, id)
            if kind not in WHAT_HAS_TO_COME:
                assert left.outcome is not Outcome.VIOLATES, (one.name, id, left.because)


@pytest.mark.parametrize("kind", OF_EXCHANGES)
def test_what_we_broke_off_ourselves_is_never_held_against_the_product(kind: str) -> None:
    for one in of(kind, vicious=False):
        for each, seen in broken_off(one.observations):
            found = one.judged(seen)
            assert found.outcome not in (Outcome.VIOLATES, Outcome.FAULT), (one.name, each, found.because)


def broken_off(seen: tuple[Observation, ...]) -> Iterator[tuple[ExchangeId, tuple[Observation, ...]]]:
    """Yield the evidence with one exchange after another cut off by us: of requests in each way, of calls as we end."""
    for index, one in enumerate(seen):
        if isinstance(one, Exchange):
            for reply in worlds.OURS if worlds.to_product(one) else (worlds.BROKEN_OFF,):
                yield one.id, (*seen[:index], worlds.answered(one, reply), *seen[index + 1 :])


@pytest.mark.parametrize("kind", OF_EXCHANGES)
def test_what_happened_twice_means_what_it_meant_once(kind: str) -> None:
    for one in of(kind):
        once, twice = one.judged(one.observations), one.judged(worlds.once_more(one.observations))
        assert gist(one, twice)[:2] == gist(one, once)[:2]
        assert {v.cause for v in twice.violations} == {v.cause for v in once.violations}


@pytest.mark.parametrize("kind", OF_EXCHANGES)
def test_where_nobody_is_there_nothing_is_known(kind: str) -> None:
    for one in of(kind):
        found = one.judged(worlds.nobody(one.observations))
        assert found.outcome is Outcome.INCONCLUSIVE, gist(one, found)


@pytest.mark.parametrize("kind", OF_EXCHANGES)
@pytest.mark.parametrize("world", worlds.ANSWERS)
def test_one_answer_to_everything_shows_nothing_of_what_it_is_not_about(world: str, kind: str) -> None:
    if kind in CONFORMS_STILL[world] or kind in NOT_OF_ANSWERS or kind in BY_STATUS:
        return
    for one in asked(kind, by_anybody=world in SHUT):
        found = one.judged(worlds.always(worlds.ANSWERS[world])(one.observations))
        assert found.outcome not in (Outcome.CONFORMS, Outcome.FAULT), gist(one, found)


@pytest.mark.parametrize("kind", sorted(set(OF_EXCHANGES) - OF_EVERY_ANSWER - set(NOT_OF_ANSWERS)))
@pytest.mark.parametrize("world", ["lets-nobody-in", "forbids", "is-busy", "is-busy-for-now"])
def test_who_lets_nobody_in_or_is_busy_is_blamed_for_nothing(world: str, kind: str) -> None:
    reply = (worlds.ANSWERS | {"is-busy-for-now": worlds.LATER})[world]
    for one in asked(kind):
        found = one.judged(worlds.always(reply)(one.observations))
        still = {one.name.rpartition("/")[0], found.because.code} & set(BLAMED_STILL)
        assert found.outcome is not Outcome.VIOLATES or still, (gist(one, found), found.violations)


def asked(kind: str, *, by_anybody: bool = False) -> list[Miniature]:
    """Return the conversations of a kind in which the product was asked for something, with a good credential.

    Or by anybody, where the product itself said nothing.
    """
    return [
        one
        for one in of(kind)
        if any(map(worlds.rightly_asked, one.observations))
        or (by_anybody and any(map(worlds.to_product, one.observations)) and not said_something(one))
    ]


def said_something(one: Miniature) -> bool:
    """Tell whether the product called somebody."""
    return any(map(worlds.from_product, one.observations))


@pytest.mark.parametrize("kind", KINDS)
def test_one_vice_is_one_cause(kind: str) -> None:
    for one in of(kind, vicious=True):
        causes = {violation.cause for violation in one.judged(one.observations).violations}
        assert len(causes) == 1 or (causes and one.name in SEVERAL_CAUSES), (one.name, causes)


@pytest.mark.parametrize("kind", ["deliveries/1", "latency/1"])
def test_what_our_own_machine_held_up_is_not_late(kind: str) -> None:
    late = [one for one in of(kind, vicious=True) if one.judged(one.observations).because.code in LATE]
    assert late
    for one in late:
        found = one.judged(worlds.held_up(one.observations))
        assert found.because.code not in LATE, gist(one, found)
