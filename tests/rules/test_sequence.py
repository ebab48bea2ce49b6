"""`sequence/1`: steps of runs become cases."""

from __future__ import annotations

import pytest
from building import call_of_the_product, exchange, gist, judge, with_reply
from rules.cases import PROBLEM, closed, created, new, note, read

from harness.errors import ProfileError
from harness.evidence import ExchangeId, Footer, Silence

RULE = "sequence/1"
AGAIN = {"workflow": "close-twice", "steps": ["again"]}
BOTH = {"workflow": "close-twice", "steps": ["close", "again"]}
WAIT = {"workflow": "wait-until-read", "steps": ["look"]}
CALLED = {"workflow": "called-back", "steps": ["create"]}
LATER = {"workflow": "called-back", "steps": ["read"]}
REFUSED = exchange("POST", "/notes", new(), 422, {"status": 422})
WAITED = "EXERCISE - HALLMARK 1. To wait for."


def asked_to_call() -> object:
    sent = new("EXERCISE - HALLMARK 1. To call back.", callbackUrl="https://hallmark.example.org/5ca1ab1e/notes")
    return created(sent=sent)


def test_each_step_named_is_a_case() -> None:
    finding = judge(RULE, BOTH, created(), closed(), closed(409), effort=2)
    assert (gist(finding), finding.passed) == ("conforms", 2)
    assert finding.cites.first == tuple(ExchangeId("p", n) for n in range(3))


def test_a_failed_step_says_which_criterion() -> None:
    finding = judge(RULE, AGAIN, created(), closed(), closed(204))
    assert gist(finding) == "violates: step-failed"
    params = {"criterion": 0, "status": 204, "workflow": "close-twice", "step": "again"}
    assert finding.violations[0].because.params == params
    assert finding.violations[0].cause == "step/close-twice/again"
    assert finding.violations[0].minimal == ExchangeId("p", 2)


def test_a_step_that_another_kept_from_being_reached_is_blocked() -> None:
    assert gist(judge(RULE, AGAIN, REFUSED)) == "inconclusive: blocked"
    silent = with_reply(created(), Silence(why="timeout"))
    assert gist(judge(RULE, AGAIN, silent)) == "inconclusive: blocked"


def test_a_failure_after_which_the_run_goes_on_blocks_nothing() -> None:
    assert gist(judge(RULE, AGAIN, created(), closed(409), closed(409))) == "conforms"
    assert gist(judge(RULE, BOTH, created(), closed(409), closed(409))) == "violates: step-failed"


@pytest.mark.parametrize("status, say", [(429, {}), (503, {"Retry-After": "1"})])
def test_being_busy_blocks_only_as_long_as_nothing_else_shows_it(status: int, say: dict[str, str]) -> None:
    busy = exchange("POST", "/notes", new(), status, {}, say=say)
    assert gist(judge(RULE, AGAIN, busy)) == "inconclusive: blocked"
    later = (created(partition="q"), closed(partition="q"), closed(409, partition="q"))
    assert gist(judge(RULE, AGAIN, busy, *later)) == "conforms"
    assert gist(judge(RULE, AGAIN, created(), closed(), closed(status, say=say))) == "inconclusive: hidden-by-status"


def test_a_conversation_that_never_came_this_far_was_another_one() -> None:
    assert gist(judge(RULE, AGAIN, created())) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, AGAIN, created(), read(), closed())) == "inconclusive: nothing-seen"


def test_trying_again_is_part_of_the_step() -> None:
    open_, done = read(got=note(status="open")), read(got=note(status="closed"))
    made = created(WAITED)
    assert gist(judge(RULE, WAIT, made, open_, open_, done)) == "conforms"
    assert gist(judge(RULE, WAIT, made, open_, open_, open_)) == "violates: step-failed"
    assert gist(judge(RULE, WAIT, made, open_)) == "inconclusive: cut-off"


@pytest.mark.parametrize(
    "got, cause",
    [
        ([], "schema/#/components/schemas/Note/type"),
        ({}, "schema/#/components/schemas/Note/required"),
        ({"noteId": 7}, "step/wait-until-read/look"),
    ],
)
def test_content_that_is_nothing_of_what_is_described_is_one_cause_wherever_it_shows(got: object, cause: str) -> None:
    looks = [read(got=got) for _ in range(3)]
    made = created(sent=new(WAITED), got=note(text=WAITED))
    (violation,) = judge(RULE, WAIT, made, *looks).violations
    assert violation.cause == cause
    (beside,) = {one.cause for one in judge("schema/1", {"operations": ["getNote"]}, *looks).violations}
    assert (beside == cause) is (got != {"noteId": 7})


def looks(*looked: tuple[int, str], took: int = 1000) -> object:
    seen = (read(got=note(status=status), at=at * 1_000_000, took=took) for at, status in looked)
    return judge(RULE, WAIT | {"within": 16}, created(WAITED), *seen)


@pytest.mark.parametrize(
    "looked, outcome",
    [
        ([(3, "closed")], "conforms"),
        ([(3, "open"), (15, "closed")], "conforms"),
        ([(3, "open"), (18, "closed")], "inconclusive: not-looked-in-time"),
        ([(18, "closed")], "inconclusive: not-looked-in-time"),
        ([(3, "open"), (17, "open"), (18, "closed")], "violates: step-late"),
        ([(3, "open"), (4, "open"), (17, "open")], "violates: step-failed"),
        ([(3, "open"), (4, "open"), (5, "open")], "inconclusive: not-looked-in-time"),
        ([(3, "open"), (17, "open")], "inconclusive: cut-off"),
    ],
)
def test_a_time_is_kept_by_who_was_looked_at_in_it_and_broken_by_who_was_looked_at_after_it(
    looked: list[tuple[int, str]], outcome: str
) -> None:
    assert gist(looks(*looked)) == outcome


def test_an_answer_that_takes_long_shows_no_time() -> None:
    assert gist(looks((15, "closed"), took=3_000_000)) == "inconclusive: not-looked-in-time"
    late = looks((3, "open"), (17, "open"), (18, "closed"))
    assert late.violations[0].minimal == ExchangeId("p", 2)
    assert late.violations[0].because.params == {"seconds": 16, "workflow": "wait-until-read", "step": "look"}


def test_a_call_that_came() -> None:
    call = call_of_the_product({"noteId": "n1", "readAt": "2025-03-01T14:00:00Z"})
    assert gist(judge(RULE, CALLED, asked_to_call(), call)) == "conforms"
    assert gist(judge(RULE, LATER, asked_to_call(), call, read())) == "conforms"


def test_a_call_that_never_came() -> None:
    assert gist(judge(RULE, CALLED, asked_to_call())) == "violates: call-never-came"
    assert gist(judge(RULE, LATER, asked_to_call())) == "inconclusive: blocked"
    other = call_of_the_product({"noteId": "n2", "readAt": "2025-03-01T14:00:00Z"})
    assert gist(judge(RULE, CALLED, asked_to_call(), other)) == "violates: call-never-came"
    late = call_of_the_product({"noteId": "n1", "readAt": "2025-03-01T14:00:00Z"}, at=7_000_000)
    assert gist(judge(RULE, CALLED, asked_to_call(), late)) == "violates: call-never-came"


def test_a_call_that_nobody_waited_for_to_the_end_is_unknown() -> None:
    stopped = Footer(ended=0, stopped="limit: max_requests", counts={})
    assert gist(judge(RULE, CALLED, asked_to_call(), footer=stopped)) == "inconclusive: no-call"
    assert gist(judge(RULE, CALLED, asked_to_call(), footer=None)) == "inconclusive: no-call"
    closed_line = {"inbound": "no public_url"}
    finding = judge(RULE, CALLED, asked_to_call(), unavailable=closed_line, needs=("inbound",))
    assert gist(finding) == "inconclusive: unavailable"


def test_runs_do_not_cross_partitions() -> None:
    assert gist(judge(RULE, AGAIN, created(), closed(partition="q"), closed(partition="q"))) == (
        "inconclusive: nothing-seen"
    )


@pytest.mark.parametrize(
    "with_, message",
    [
        ({"workflow": "nothing", "steps": ["a"]}, "no workflow 'nothing'"),
        ({"workflow": "close-twice", "steps": ["a"]}, "has no step a"),
        ({"workflow": "close-twice", "steps": []}, r"has no step \(none\)"),
        ({"workflow": "close-twice", "steps": ["create", "again"], "within": 1}, "the first step has none before it"),
        ({"workflow": "close-twice", "steps": ["again"], "within": -1}, "within counts seconds"),
    ],
)
def test_what_is_not_there_is_the_profile_s_mistake(with_: dict[str, object], message: str) -> None:
    with pytest.raises(ProfileError, match=message):
        judge(RULE, with_)


def test_a_note_that_does_not_exist_is_told_from_one_that_does() -> None:
    """A workflow that asks for what was made up must not take a read of what was made for its own."""
    with_ = {"workflow": "read-nothing", "steps": ["read"]}
    assert gist(judge(RULE, with_, created(), read())) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, with_, read(status=404, got=PROBLEM))) == "conforms"
    assert gist(judge(RULE, with_, read())) == "violates: step-failed"


def test_a_right_request_refused_is_another_cause_than_a_wrong_one_refused_alike() -> None:
    """Neither answer is described, and one cause would be named where two are to be mended."""
    asked_for_success = judge(RULE, {"workflow": "close-twice", "steps": ["close"]}, created(), closed(422))
    asked_for_another = judge(RULE, AGAIN, created(), closed(), closed(422))
    assert [v.cause for v in asked_for_success.violations] == ["refused-right-request/closeNote"]
    assert [v.cause for v in asked_for_another.violations] == ["status/422"]
