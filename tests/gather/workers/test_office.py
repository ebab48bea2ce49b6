"""In a worker the run is asked for leave, tokens and work, no more often than it must be."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from wire_client import HandClock

from harness.gather.identity.forge import Unavailable
from harness.gather.plan import PartitionPlan
from harness.gather.restraint.limits import Lease, StopRun
from harness.gather.workers.errands import Do, Ended, Idle, NeedsToken, Rest, Sent, Stopped, Token, Wants
from harness.gather.workers.office import TOLD, Office

PART = PartitionPlan(name="fuzz:a", kind="fuzz", what="")


@contextmanager
def office(*answers: Any) -> Iterator[tuple[Office, HandClock, list[Any]]]:
    """Answer each question in turn; what was said is kept."""
    ours, theirs = multiprocessing.Pipe()
    said: list[Any] = []

    def answer() -> None:
        left = list(answers)
        try:
            while True:
                said.append(ours.recv())
                if isinstance(said[-1], Wants | NeedsToken | Idle):
                    ours.send(left.pop(0))
        except EOFError:
            return

    thread = threading.Thread(target=answer)
    thread.start()
    clock = HandClock()
    try:
        yield Office(theirs, clock), clock, said
    finally:
        theirs.close()
        thread.join()


def lease(first: int, count: int, until: int = 1 << 60) -> Lease:
    return Lease(first=first, interval=100, count=count, until=until)


def test_requests_leave_at_their_times() -> None:
    with office(lease(1_000_500, 3), lease(2_000_000, 1)) as (run, clock, said):
        for _ in range(4):
            run.take()
        assert clock.at == 2_000_000
    assert clock.slept == [500, 100, 100, 999_300]
    assert said == [Wants(0), Wants(0)]


def test_leave_that_has_ended_is_given_back() -> None:
    with office(lease(1_000_000, 3, until=1_000_050), lease(5_000_000, 1)) as (run, clock, said):
        run.take()
        clock.at += 1_000_000
        run.take()
    assert said == [Wants(0), Wants(2)]
    assert clock.at == 5_000_000


def test_the_run_may_say_that_it_stops() -> None:
    with office(Rest("limit: max_requests 5")) as (run, _, _), pytest.raises(StopRun, match="max_requests 5"):
        run.take()


def test_tokens_are_the_runs_and_asked_for_once() -> None:
    with office(Token(text="one"), Token(text="two"), Token(why="gone")) as (run, _, said):
        source = run.source("own-agency")
        assert [source.current(), source.current()] == ["one", "one"]
        assert source.renewed("one") == source.current() == "two"
        assert source.renewed("two") == Unavailable("gone")
    assert said == [NeedsToken("own-agency"), NeedsToken("own-agency", "one"), NeedsToken("own-agency", "two")]


def test_work_is_handed_out_until_there_is_none_and_exchanges_are_told_in_time() -> None:
    with office(Do(PART, "fuzz:a~2"), Rest()) as (run, _, said):
        task = run.work()
        assert task == Do(PART, "fuzz:a~2")
        for _ in range(TOLD + 1):
            run.heard()
        run.ended(Ended("fuzz:a"))
        assert run.work() is None
        run.stopped("breaker: x")
    assert said == [Idle(), Sent("fuzz:a~2", TOLD), Sent("fuzz:a~2", 1), Ended("fuzz:a"), Idle(), Stopped("breaker: x")]


def test_a_run_that_has_gone_is_noticed() -> None:
    ours, theirs = multiprocessing.Pipe()
    ours.close()
    with pytest.raises((EOFError, OSError)):
        Office(theirs, HandClock()).take()
