"""Runs are found among whatever else was said, and never where there are none."""

from __future__ import annotations

import weakref
from typing import Any

import msgspec
import pytest
from building import FIXTURES, call_of_the_product, exchange, notes, numbered, reading, with_reply
from hypothesis import given
from hypothesis import strategies as st
from rules.cases import OTHER_MESSAGE, closed, created, new, note, read

from harness.evidence import Exchange, ExchangeId, Silence
from harness.walks import MOST_WALKS, StepResult, Walks
from harness.walks.steps import Seen

WAITED = "EXERCISE - HALLMARK 1. To wait for."


def walked(name: str, *exchanges: Exchange, ends: bool = True) -> list[StepResult]:
    """Return what the exchanges show of a workflow, in order, the end of their partition included."""
    seen = Seen()
    walks = Walks(notes().workflows[name], FIXTURES, seen)
    found: list[StepResult] = []
    for x in map(reading, numbered(exchanges)):
        if walks.concerned(x):
            found += walks.feed(x)
        seen.add(x)
    return [*found, *walks.finish("p")] if ends else found


def told(results: list[StepResult]) -> list[str]:
    return [f"{r.step} {r.how}" for r in results]


def another(name: str, **rest: Any) -> Exchange:
    """Return the creation of another note by the same words."""
    rest = {"say": {"Location": f"/v1/notes/{name}", "ETag": '"1"'}} | rest
    return created(sent=new(message=OTHER_MESSAGE), got=note() | {"noteId": name}, **rest)


def close(name: str, status: int = 204) -> Exchange:
    return exchange("POST", f"/notes/{name}/closure", b"", status, b"" if status < 300 else {})


def test_a_run_from_end_to_end() -> None:
    results = walked("close-twice", created(), closed(), closed(409))
    assert told(results) == ["create held", "close held", "again held"]
    assert [r.ended for r in results] == [False, False, True]
    assert results[-1].cites == tuple(ExchangeId("p", n) for n in range(3))


def test_reads_in_between_do_not_end_a_run() -> None:
    assert told(walked("close-twice", created(), read(), closed(), read(), closed(409))) == [
        "create held",
        "close held",
        "again held",
    ]


def test_another_act_on_the_same_thing_is_another_conversation() -> None:
    change = exchange("PATCH", "/notes/n1", {"text": "Changed."}, 200, note("Changed."))
    assert told(walked("close-twice", created(), change, closed(), closed())) == ["create held"]


def test_acts_on_other_things_do_not_end_a_run() -> None:
    other = exchange("PATCH", "/notes/n9", {"text": "Changed."}, 200, note("Changed."))
    assert told(walked("close-twice", created(), other, closed(), closed(409)))[-1] == "again held"


def test_two_runs_side_by_side() -> None:
    results = walked("close-twice", created(), another("n2"), close("n2"), closed(), close("n2", 409), closed(204))
    assert told(results) == [
        *("create held", "create held", "close held", "close held", "again held", "again failed"),
    ]
    assert results[4].cites == tuple(ExchangeId("p", n) for n in (1, 2, 4))
    assert results[5].cites == tuple(ExchangeId("p", n) for n in (5, 0, 3))


def test_the_words_of_another_workflow_begin_no_run() -> None:
    foreign = created("EXERCISE - HALLMARK 1. To be read.")
    assert told(walked("close-twice", foreign, closed(409), closed(204))) == []


def test_the_same_operations_with_other_content_begin_no_run() -> None:
    mutated = created(sent=new(more="x"), status=422, got={})
    assert told(walked("close-twice", mutated, mutated)) == []


def test_a_failure_ends_a_run_or_leads_on() -> None:
    refused = exchange("POST", "/notes", new(), 422, {})
    results = walked("close-twice", refused)
    assert [(r.step, r.how, r.criterion, r.ended) for r in results] == [("create", "failed", 0, True)]
    results = walked("close-twice", created(), closed(404), closed(409))
    assert [(r.step, r.how, r.ended) for r in results][1:] == [("close", "failed", False), ("again", "held", True)]


def test_trying_again_up_to_the_limit() -> None:
    made, busy, done = created(WAITED), read(got=note(status="open")), read(got=note(status="closed"))
    assert told(walked("wait-until-read", made, busy, done)) == ["create held", "look held"]
    assert told(walked("wait-until-read", made, busy, busy, busy)) == ["create held", "look failed"]
    results = walked("wait-until-read", made, busy, busy)
    assert told(results) == ["create held", "look cut-off"]
    assert results[-1].x is not None
    assert told(walked("wait-until-read", made, busy, busy, busy, done)) == ["create held", "look failed"]


def test_a_silence_ends_a_run() -> None:
    hung = with_reply(closed(), Silence(why="timeout"))
    assert told(walked("close-twice", created(), hung, closed(409))) == ["create held", "close no-answer"]


@pytest.mark.parametrize("why", ["stale", "interrupted"])
def test_what_was_sent_again_at_once_is_one_attempt(why: str) -> None:
    lost = with_reply(created(), Silence(why=why))
    results = walked("close-twice", lost, created(attempt=2), closed(), closed(409))
    assert told(results) == ["create held", "close held", "again held"]


def test_a_call_is_waited_for() -> None:
    made = created(sent=new("EXERCISE - HALLMARK 1. To call back.", callbackUrl="https://hallmark.example.org/a"))
    call = call_of_the_product({"noteId": "n1", "readAt": "2025-03-01T14:00:00Z"})
    other = call_of_the_product({"noteId": "n2", "readAt": "2025-03-01T14:00:00Z"})
    assert told(walked("called-back", made, other, call, read())) == ["create held", "read held"]
    assert walked("called-back", made, call)[0].cites == (ExchangeId("p", 0), ExchangeId("p", 1))
    unheard = with_reply(call, Silence(why="interrupted"))
    assert told(walked("called-back", made, unheard, read())) == ["create held", "read held"]
    assert told(walked("called-back", made, read())) == ["create no-call"]
    assert told(walked("called-back", call, made)) == ["create no-call"]
    late = msgspec.structs.replace(call, times=msgspec.structs.replace(call.times, anchor=6_100_000))
    assert told(walked("called-back", made, late)) == ["create no-call"]


def test_asking_twice_gives_the_same_answer() -> None:
    walks = Walks(notes().workflows["close-twice"], FIXTURES, Seen())
    x = reading(created())
    assert walks.feed(x) == walks.feed(x)
    assert walks.finish("p") == walks.finish("p")
    assert told(list(walks.finish("p"))) == ["close cut-off"]


def test_a_run_does_not_cross_partitions() -> None:
    walks = Walks(notes().workflows["close-twice"], FIXTURES, Seen())
    walks.feed(reading(created()))
    assert walks.open
    assert walks.feed(reading(closed(partition="q"))) == ()
    assert not walks.open


def test_without_a_fixture_that_it_needs_a_workflow_is_not_looked_for() -> None:
    walks = Walks(notes().workflows["close-twice"], {}, Seen())
    assert walks.feed(reading(created())) == ()


def test_runs_that_never_end_do_not_fill_the_memory() -> None:
    many = [
        created(sent=new(message=f"{number:08}-5a0c-4e1d-8b7a-3c9d2e4f0001"), got=note() | {"noteId": f"n{number}"})
        for number in range(MOST_WALKS + 5)
    ]
    results = walked("close-twice", *many)
    assert told(results).count("close cut-off") == MOST_WALKS + 5
    assert told(walked("close-twice", *many, ends=False)).count("close cut-off") == 5


MOVES = (
    created(),
    another("n2"),
    created("EXERCISE - HALLMARK 1. To be read."),
    created(WAITED),
    closed(),
    closed(409),
    close("n2"),
    close("n2", 409),
    read(),
    read(identity="other-agency"),
    exchange("PATCH", "/notes/n1", {"text": "Changed."}, 200, note("Changed.")),
    exchange("GET", "/words?limit=²", b"", 400, b"<"),
    call_of_the_product({"noteId": "n1", "readAt": "x"}),
    with_reply(closed(), Silence(why="reset")),
    exchange("POST", "/notes", new(), 500, b"no json"),
)


@given(st.lists(st.sampled_from(MOVES), max_size=12))
def test_whatever_was_said_runs_keep_their_order(exchanges: list[Exchange]) -> None:
    """Each result is of a step that the one before in the same run leads to; no exchange is two steps of a workflow."""
    for name in notes().workflows:
        results = walked(name, *exchanges)
        showing = [r.x.id for r in results if r.x is not None and r.how in ("held", "failed", "no-answer")]
        assert len(showing) == len(set(showing))


def test_what_was_read_is_let_go_when_another_partition_begins() -> None:
    walks = Walks(notes().workflows["close-twice"], FIXTURES, Seen())
    first = reading(created())
    assert told(list(walks.feed(first))) == ["create held"]
    kept = weakref.ref(first)
    del first
    assert kept() is not None
    walks.forget()
    assert kept() is None
    assert not walks.open
    assert walks.finish("p") == ()
