"""`key-rotation/1`: who keeps the keys of an issuer for ever refuses what is good."""

from __future__ import annotations

import pytest
from building import gist, judge
from rules.cases import read

from harness.evidence import Exchange, Silence

RULE = "key-rotation/1"
GOOD = read(facts={"issuer": "ours"})


def new_key(status: int = 200) -> Exchange:
    return read(credential="new-key", status=status, got={"status": status})


@pytest.mark.parametrize(
    "exchanges, said",
    [
        ((GOOD, new_key()), "conforms"),
        ((GOOD, new_key(401), new_key(403), new_key()), "conforms"),
        ((GOOD, new_key(401)), "violates: new-key-refused"),
        ((GOOD, new_key(403), new_key(401), GOOD), "violates: new-key-refused"),
        ((new_key(401),), "inconclusive: good-token-refused"),
        ((read(status=401, got={"status": 401}), new_key(401)), "inconclusive: good-token-refused"),
        ((GOOD,), "inconclusive: nothing-seen"),
        ((GOOD, new_key(500)), "inconclusive: hidden-by-status"),
        ((GOOD, read(credential="new-key", reply=Silence(why="timeout"))), "inconclusive: no-answer"),
    ],
)
def test_one_answer_that_takes_it_decides(exchanges: tuple[Exchange, ...], said: str) -> None:
    assert gist(judge(RULE, {}, *exchanges)) == said


def test_the_refusal_cites_what_was_taken_before() -> None:
    found = judge(RULE, {}, GOOD, new_key(401))
    (violation,) = found.violations
    assert violation.cause == "key-rotation"
    assert violation.cites.count == 2
