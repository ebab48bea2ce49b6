"""`isolation/1`: what was made for one party is looked for by another."""

from __future__ import annotations

import pytest
from building import exchange, gist, judge
from rules.cases import CASES, PROBLEM, created, note, read

from harness.evidence import ExchangeId

RULE = "isolation/1"
WITH = CASES[RULE].with_
STRANGER = {"identity": "other-agency"}


def test_a_forbidden_answer_is_as_good() -> None:
    assert gist(judge(RULE, WITH, created(), read(status=403, got=PROBLEM, **STRANGER))) == "conforms"


@pytest.mark.parametrize("status", [200, 204, 500])
def test_anything_else_shows_too_much(status: int) -> None:
    finding = judge(RULE, WITH, created(), read(status=status, **STRANGER))
    assert gist(finding) == "violates: seen-by-a-stranger"
    assert finding.violations[0].cites.first == (ExchangeId("p", 0), ExchangeId("p", 1))


@pytest.mark.parametrize(
    "status, why", [(401, "hidden-by-status"), (429, "hidden-by-status"), (406, "hidden-by-status")]
)
def test_a_status_with_another_reason_hides_it(status: int, why: str) -> None:
    assert gist(judge(RULE, WITH, created(), read(status=status, got=PROBLEM, **STRANGER))) == f"inconclusive: {why}"


def test_a_second_credential_that_is_no_good_keeps_it_open() -> None:
    refused = read(status=401, got=PROBLEM, **STRANGER)
    served = read(status=404, got=PROBLEM, **STRANGER)
    assert gist(judge(RULE, WITH, created(), refused, served)) == "inconclusive: hidden-by-status"


def test_only_what_the_owner_made_in_this_partition() -> None:
    stranger = read(**STRANGER)
    assert gist(judge(RULE, WITH, stranger)) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, WITH, created(**STRANGER), stranger)) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, WITH, created(partition="o"), stranger)) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, WITH, created(), read())) == "inconclusive: nothing-seen"
    other = exchange("GET", "/words", b"", 200, {"items": []}, **STRANGER)
    assert gist(judge(RULE, WITH, created(), other)) == "inconclusive: nothing-seen"


def test_a_name_that_is_a_number() -> None:
    made = created(got=note() | {"noteId": 7})
    asked = exchange("GET", "/notes/7", b"", 200, note(), **STRANGER)
    assert gist(judge(RULE, WITH, made, asked)) == "violates: seen-by-a-stranger"
