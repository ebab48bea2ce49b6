"""Findings are made by the laws: against, in doubt, too little, and only then for."""

from __future__ import annotations

from typing import Any

import pytest
from building import FINISHED, context, requirement
from hypothesis import given
from hypothesis import strategies as st

from harness.evidence import ExchangeId, Footer
from harness.profile import Effort
from harness.rules.base import Broke, Passed, Sign, Unsure
from harness.tally import MOST_VIOLATIONS, Tally, in_between
from harness.verdict import Because, Finding, Outcome

STOPPED = Footer(ended=0, stopped="limit: max_requests", counts={})


def at(number: int, partition: str = "p") -> ExchangeId:
    return ExchangeId(partition, number)


def passed(number: int = 0, cases: int = 1) -> Passed:
    return Passed((at(number),), cases)


def broke(number: int = 0, code: str = "schema", **rest: Any) -> Broke:
    return Broke(because=Because(code=code, params={"n": number}), cites=(at(number),), **rest)


def unsure(number: int = 0, code: str = "no-answer", *, blocks: bool = True) -> Unsure:
    return Unsure(because=Because(code=code, params={"n": number}), cites=(at(number),), blocks=blocks)


def finding(
    *signs: Sign, effort: int = 1, needs: tuple[str, ...] = (), footer: Footer | None = FINISHED, **rest: Any
) -> Finding:
    tally = Tally(requirement(effort=Effort(probes=effort), needs=needs))
    for sign in signs:
        tally.take(sign)
    return tally.finding(context(**rest), footer)


def gist(found: Finding) -> str:
    return f"{found.outcome.value}: {found.because.code}"


@pytest.mark.parametrize(
    "signs, effort, footer, expected",
    [
        ((), 1, FINISHED, "inconclusive: nothing-seen"),
        ((), 1, None, "inconclusive: no-footer"),
        ((), 1, STOPPED, "inconclusive: stopped"),
        ((passed(),), 1, FINISHED, "conforms: shown"),
        ((passed(),), 1, None, "inconclusive: no-footer"),
        ((passed(),), 1, STOPPED, "inconclusive: stopped"),
        ((passed(),), 2, FINISHED, "inconclusive: too-little"),
        ((passed(),), 2, STOPPED, "inconclusive: stopped"),
        ((passed(cases=2),), 2, FINISHED, "conforms: shown"),
        ((passed(), unsure(1)), 1, FINISHED, "inconclusive: no-answer"),
        ((passed(), unsure(1, blocks=False)), 1, FINISHED, "conforms: shown"),
        ((passed(), unsure(1, "hidden-by-status", blocks=False)), 2, FINISHED, "inconclusive: hidden-by-status"),
        ((unsure(0, "hidden-by-status", blocks=False),), 1, FINISHED, "inconclusive: hidden-by-status"),
        ((unsure(0, "hidden-by-status", blocks=False), unsure(1)), 1, FINISHED, "inconclusive: no-answer"),
        ((passed(), broke(1)), 1, FINISHED, "violates: schema"),
        ((unsure(), broke(1)), 1, None, "violates: schema"),
        ((broke(), passed(1), passed(2)), 9, STOPPED, "violates: schema"),
    ],
)
def test_the_order_of_reasons(signs: tuple[Sign, ...], effort: int, footer: Footer | None, expected: str) -> None:
    assert gist(finding(*signs, effort=effort, footer=footer)) == expected


def test_what_the_run_lacked_is_said_before_what_came_of_it() -> None:
    lacking = {"inbound": "no public_url"}
    found = finding(unsure(0, "no-call"), needs=("inbound",), unavailable=lacking)
    assert found.because == Because(code="unavailable", params={"what": "inbound", "why": "no public_url"})
    assert gist(finding(needs=("inbound",), unavailable={"fixture:uprn": "none"})) == "inconclusive: nothing-seen"
    assert gist(finding(passed(), needs=("inbound",), unavailable=lacking)) == "conforms: shown"
    assert gist(finding(broke(), needs=("inbound",), unavailable=lacking)) == "violates: schema"


def test_k_of_n() -> None:
    found = finding(passed(0), broke(1), passed(2), unsure(3), broke(4))
    assert (found.passed, found.failed, found.unknown) == (2, 2, 1)
    assert (found.effort.reached, found.effort.needed) == (4, 1)


def test_one_violation_a_cause_and_operation_shown_by_the_smallest_request() -> None:
    found = finding(
        broke(0, cause="a", operation="x", size=9),
        broke(1, cause="a", operation="y", size=9),
        broke(2, cause="a", operation="x", size=3),
        broke(3, cause="a", operation="x", size=5),
        broke(4, "leak", operation="x"),
    )
    assert [(v.cause, v.operation, v.minimal, v.cites.count) for v in found.violations] == [
        ("a", "x", at(2), 3),
        ("a", "y", at(1), 1),
        ("leak/x", "x", at(4), 1),
    ]
    assert found.violations[0].because.params == {"n": 2}
    assert found.violations[0].cites.first == (at(0), at(2), at(3))


def test_the_first_reason_of_a_kind_is_kept_with_how_many_there_were() -> None:
    found = finding(unsure(0), unsure(1), unsure(2, "redacted"))
    assert found.because == Because(code="no-answer", params={"n": 0, "cases": 2})
    assert found.cites.count == 3


def test_no_more_violations_than_a_report_can_hold() -> None:
    found = finding(*(broke(n, cause=f"c{n}") for n in range(MOST_VIOLATIONS + 9)))
    assert (len(found.violations), found.failed) == (MOST_VIOLATIONS, MOST_VIOLATIONS + 9)


def test_what_is_left_where_something_in_between_may_have_answered() -> None:
    sign = in_between(broke(3, "server-error"))
    assert (sign.because.code, sign.because.params, sign.cites) == (
        "in-between",
        {"instead_of": "server-error"},
        (at(3),),
    )
    assert gist(finding(passed(), sign)) == "inconclusive: in-between"


SIGNS = st.one_of(
    st.builds(passed, st.integers(0, 9), st.integers(1, 3)),
    st.builds(broke, st.integers(0, 9), cause=st.sampled_from(["", "a", "b"]), size=st.integers(0, 5)),
    st.builds(unsure, st.integers(0, 9), blocks=st.booleans()),
)


@given(st.lists(SIGNS, max_size=8), st.integers(1, 4), st.sampled_from([None, FINISHED, STOPPED]))
def test_whatever_the_signs_the_laws_are_kept(signs: list[Sign], effort: int, footer: Footer | None) -> None:
    found = finding(*signs, effort=effort, footer=footer)
    against = any(isinstance(sign, Broke) for sign in signs)
    assert (found.outcome is Outcome.VIOLATES) is against
    if found.outcome is Outcome.CONFORMS:
        assert footer is not None
        assert found.passed >= effort
        assert not any(isinstance(sign, Unsure) and sign.blocks for sign in signs)
    assert found == finding(*signs, effort=effort, footer=footer)


def test_what_could_not_be_prepared_keeps_a_requirement_from_conforming() -> None:
    footer = Footer(ended=0, stopped="finished", counts={}, untried={requirement().id: "setup:open-incident"})
    assert gist(finding(passed(), footer=footer)) == "inconclusive: not-all-tried"
    assert gist(finding(broke(), footer=footer)) == "violates: schema"


def test_a_requirement_whose_probes_are_left_out_says_what_it_lacks() -> None:
    lacking = {f"requirement:{requirement().id}": "the run file does not give uprn"}
    found = finding(unavailable=lacking)
    assert (gist(found), found.because.params["why"]) == (
        "inconclusive: unavailable",
        "the run file does not give uprn",
    )
    assert gist(finding(passed(), unavailable=lacking)) == "conforms: shown"


def test_the_least_that_a_rule_looks_at_counts_as_effort() -> None:
    tally = Tally(requirement(effort=Effort(probes=1)), least=2)
    tally.take(passed())
    assert gist(tally.finding(context(), FINISHED)) == "inconclusive: too-little"
