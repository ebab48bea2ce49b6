"""Repeats are no effort: only different requests count, operation by operation."""

from __future__ import annotations

import msgspec
import pytest
from building import FINISHED, exchange, notes
from rules.cases import read

from harness.evidence import Exchange, ExchangeId
from harness.profile import Effort, Probe
from harness.reading import Reading
from harness.variety import Variety, varies

TARGET = "https://notes.example.org/v1"


def variety(cases: int, *names: str) -> Variety:
    first = notes().profile.requirements[0]
    probes = (Probe(fuzz=names),)
    requirement = msgspec.structs.replace(first, effort=Effort(cases=cases), probes=probes)
    return Variety(requirement, notes().contract)


def shown(counted: Variety, *exchanges: Exchange) -> Variety:
    for x in exchanges:
        counted.see(Reading(x, notes().contract, TARGET))
    return counted


def test_only_different_requests_count() -> None:
    counted = shown(variety(3, "getNote"), read(), read(), read(), read())
    assert (counted.reached, counted.needed) == (1, 3)
    short = counted.short()
    assert short is not None
    assert short.params == {"operations": ["getNote"], "count": 1, "reached": 1, "needed": 3}


def test_target_and_content_make_a_difference_and_more_than_enough_counts_no_more() -> None:
    asked = [read(), *(exchange("GET", f"/notes/n{n}", b"", 404) for n in range(9))]
    assert shown(variety(3, "getNote"), *asked).short() is None
    assert shown(variety(3, "getNote"), *asked).reached == 3
    sent = [exchange("POST", "/notes", {"text": str(n)}, 422) for n in range(2)]
    assert shown(variety(3, "createNote"), *sent).reached == 2


@pytest.mark.parametrize("status", [401, 403, 404, 405, 410, 429])
def test_an_operation_that_only_refuses_at_the_door_was_not_reached(status: int) -> None:
    refused = [exchange("GET", f"/notes/n{n}", b"", status) for n in range(9)]
    short = shown(variety(3, "getNote"), *refused).short()
    assert short is not None
    assert (short.code, short.params["operations"]) == ("never-reached", ["getNote"])
    assert shown(variety(3, "getNote"), *refused, read()).short() is None


def test_every_operation_is_asked_for() -> None:
    counted = variety(2, "*")
    assert counted.needed == sum(2 if varies(o) else 1 for o in notes().contract.operations)
    few = shown(counted, *(exchange("GET", f"/notes/n{n}", b"", 404) for n in range(9))).short()
    assert few is not None
    assert "getNote" not in few.params["operations"]
    assert few.params["count"] == len(notes().contract.operations) - 1


def test_where_nothing_can_differ_once_is_enough() -> None:
    assert shown(variety(20, "listMarks"), exchange("GET", "/marks")).short() is None


def test_other_operations_do_not_count() -> None:
    assert shown(variety(1, "getNote"), exchange("GET", "/marks"), exchange("GET", "/nowhere", b"", 404)).reached == 0


@pytest.mark.parametrize("asked, outcome", [(3, "conforms"), (4, "inconclusive")])
def test_the_judge_asks_for_it(asked: int, outcome: str) -> None:
    from building import context, subject

    from harness.adjudicate import adjudicate
    from harness.evidence import Evidence

    profile = notes().profile
    requirement = msgspec.structs.replace(
        next(r for r in profile.requirements if getattr(r.rule, "rule", "") == "withstands/1"),
        effort=Effort(cases=asked),
        probes=(Probe(fuzz=("getNote",)),),
    )
    requirement = msgspec.structs.replace(requirement, rule=msgspec.structs.replace(requirement.rule, with_={}))
    profile = msgspec.structs.replace(profile, requirements=(requirement,))
    observations = tuple(
        msgspec.structs.replace(exchange("GET", f"/notes/n{n % 3}", b"", 422), id=ExchangeId("p", n)) for n in range(9)
    )
    evidence = Evidence(context=context(), observations=observations, footer=FINISHED)
    (finding,) = adjudicate(profile, notes().contract, {}, evidence, subject()).findings
    assert finding.outcome.value == outcome
    assert (finding.effort.needed, finding.effort.reached) == (asked, 3)
