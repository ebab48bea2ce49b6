"""`scope/1`: who lacks the scope is refused with 403; who has it, or needs none, is not looked at."""

from __future__ import annotations

import pytest
from building import gist, judge
from described import contract_of, document
from rules.cases import closed, created, read

from harness.evidence import Silence
from harness.rules.security.scope import lacks

RULE = "scope/1"


@pytest.mark.parametrize(
    "status, said",
    [
        (403, "conforms"),
        (204, "violates: scope-not-asked"),
        (401, "violates: not-a-refusal"),
        (500, "violates: not-a-refusal"),
        (409, "inconclusive: hidden-by-status"),
        (404, "inconclusive: hidden-by-status"),
    ],
)
def test_statuses(status: int, said: str) -> None:
    assert gist(judge(RULE, {}, closed(), closed(status, identity="read-only"))) == said


def test_who_lets_nobody_close_shows_nothing_by_refusing_a_reader() -> None:
    refused = closed(403, identity="read-only")
    assert gist(judge(RULE, {}, refused)) == "inconclusive: no-good-credential"
    assert gist(judge(RULE, {}, created(), refused, closed(403))) == "inconclusive: no-good-credential"
    assert gist(judge(RULE, {}, created(), refused, closed(403), closed(409))) == "inconclusive: no-good-credential"
    assert gist(judge(RULE, {}, created(), refused)) == "conforms", "nobody tried it with the scope"


def test_who_has_the_scope_or_is_somebody_else_shows_nothing() -> None:
    nothing = "inconclusive: nothing-seen"
    assert gist(judge(RULE, {}, closed(identity="read-only", facts={"scope": "a notes:close"}))) == nothing
    assert gist(judge(RULE, {}, closed())) == nothing
    assert gist(judge(RULE, {}, closed(identity="read-only", credential="tampered"))) == nothing
    assert gist(judge(RULE, {}, created(identity="read-only"))) == nothing, "the operation asks for no scope"
    assert gist(judge(RULE, {}, read(identity="read-only"))) == nothing


def test_a_scope_that_is_known_to_lack_is_enough_whatever_the_method() -> None:
    held = closed(identity="read-only", facts={"scope": "notes:read"})
    assert gist(judge(RULE, {}, held)) == "violates: scope-not-asked"
    assert gist(judge(RULE, {}, closed(identity="read-only", reply=Silence(why="reset")))) == "inconclusive: no-answer"


@pytest.mark.parametrize(
    "security, held, method, expected",
    [
        ([{"o": ["a"]}], [], "post", True),
        ([{"o": ["a"]}], [], "get", False),
        ([{"o": ["a"]}], ["b"], "get", True),
        ([{"o": ["a", "b"]}], ["a"], "post", True),
        ([{"o": ["a", "b"]}], ["a", "b", "c"], "post", False),
        ([{"o": ["a"]}, {"p": ["b"]}], ["b"], "post", False),
        ([{"o": ["a"]}, {"p": []}], ["x"], "post", False),
        ([{"o": ["a"], "p": []}], ["x"], "post", True),
    ],
)
def test_what_is_lacking(security: list[dict[str, list[str]]], held: list[str], method: str, expected: bool) -> None:
    made = contract_of(document({"/things": {method: {"responses": {}, "security": security}}}))
    assert lacks(made.operations[0], held) is expected
