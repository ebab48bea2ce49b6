"""A product is made to act, and is waited for as long as its schedule says."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest
from tinyapi.bench import NOTHING, bench, inputs

from harness.arazzo import Listen, Stimulus
from harness.evidence import Exchange, ExchangeId, Request, Times
from harness.gather.bench import Bench
from harness.gather.calling.acting import LATE, MORE, act
from harness.gather.calling.stimuli import NotBroughtAbout
from harness.gather.inputs import Unfillable
from harness.gather.restraint.limits import StopRun


class Calls:
    """Calls that come when the product is made to act, and a note of how long each was waited for."""

    def __init__(self) -> None:
        self.came: list[Exchange] = []
        self.waited: list[float] = []
        self.listen = Listen()

    def count(self) -> int:
        return len(self.came)

    def wait(self, since: int, seconds: float, match: Callable[[Exchange], bool]) -> Exchange | None:
        self.waited.append(seconds)
        return next((call for call in self.came[since:] if match(call)), None)

    def call(self, method: str = "POST") -> None:
        id, request = ExchangeId("p", len(self.came)), Request(method=method, target="/", head=b"")
        self.came.append(
            Exchange(id=id, from_party="product", to_party="us", request=request, reply=NOTHING, times=Times(anchor=0))
        )


def acting(*methods: str, gaps: Any = (1, 2, 4), fails: str = "") -> tuple[Bench, Calls]:
    calls = Calls()

    def told(name: str) -> None:
        if fails:
            raise NotBroughtAbout(fails)
        for method in methods:
            calls.call(method)

    fixtures = {} if gaps is None else {"gaps": list(gaps) if isinstance(gaps, tuple) else gaps}
    made, _, _ = bench(lambda message, identity: NOTHING, inputs=inputs(fixtures=fixtures), calls=calls, act=told)
    return made, calls


def test_the_first_call_is_waited_for_with_patience() -> None:
    made, calls = acting("OPTIONS", "POST")
    assert act(made, Stimulus(name="publish")) == ""
    assert calls.waited == [made.patience]


def test_all_attempts_are_waited_for_by_the_schedule() -> None:
    made, calls = acting("POST", "POST", "POST", "POST")
    assert act(made, Stimulus(name="publish", calls=-1, schedule="gaps")) == ""
    assert calls.waited == [made.patience, 2 + LATE, 4 + LATE, 8 + LATE]


def test_nothing_is_waited_for_longer_than_the_run_may_last() -> None:
    made, calls = acting("POST", "POST", "POST", "POST")
    left = iter((50.0, 40.0, 0.5, 7.0, 6.0))
    made = dataclasses.replace(made, left=lambda: next(left))
    assert act(made, Stimulus(name="publish", calls=-1, schedule="gaps")) == ""
    assert calls.waited == [40, 0.5, 4 + LATE, 6]


@pytest.mark.parametrize("stimulus", [Stimulus(name="publish"), Stimulus(name="publish", calls=0, quiet=True)])
def test_a_wait_that_was_cut_shows_nothing_and_ends_the_run(stimulus: Stimulus) -> None:
    made, calls = acting()

    def left() -> float:
        if calls.waited:
            raise StopRun("limit: max_minutes 1")
        return 0.5

    with pytest.raises(StopRun):
        act(dataclasses.replace(made, left=left), stimulus)


def test_what_stops_early_is_waited_for_once() -> None:
    made, calls = acting("POST")
    assert act(made, Stimulus(name="publish", calls=-1, schedule="gaps")) == ""
    assert calls.waited == [made.patience, 2 + LATE]


@pytest.mark.parametrize("calls, gap", [(0, 1), (1, 1), (2, 2), (9, 4)])
def test_quiet_is_waited_for_twice_as_long_as_the_next_gap(calls: int, gap: int) -> None:
    made, seen = acting(*["POST"] * calls)
    assert act(made, Stimulus(name="publish", calls=calls, quiet=True, schedule="gaps")) == ""
    assert seen.waited[-1] == 2 * gap + MORE


def test_quiet_is_waited_for_to_its_end_whatever_comes_meanwhile() -> None:
    made, seen = acting("POST")
    found: list[Exchange | None] = []
    plain = seen.wait

    def comes_again(since: int, seconds: float, match: Callable[[Exchange], bool]) -> Exchange | None:
        if since:
            seen.call()
        found.append(plain(since, seconds, match))
        return found[-1]

    seen.wait = comes_again  # type: ignore[method-assign]
    assert act(made, Stimulus(name="publish", calls=1, quiet=True, schedule="gaps")) == ""
    assert found[0] is not None
    assert found[1] is None


def test_that_leave_is_asked_is_waited_for_first() -> None:
    made, seen = acting("OPTIONS")
    assert act(made, Stimulus(name="publish", calls=0, quiet=True, leave=True, schedule="gaps")) == ""
    assert seen.waited == [made.patience, 2 + MORE]


def test_what_never_came_is_said() -> None:
    assert act(acting()[0], Stimulus(name="publish")) == "stimulus:publish"
    assert act(acting("OPTIONS")[0], Stimulus(name="publish")) == "stimulus:publish"
    assert act(acting(fails="status 500")[0], Stimulus(name="publish")) == "status 500"
    made, _, _ = bench(lambda message, identity: NOTHING)
    assert act(made, Stimulus(name="publish")) == "nobody"


@pytest.mark.parametrize("gaps", [None, [], "soon", ["1"]])
def test_without_a_schedule_nothing_is_tried(gaps: Any) -> None:
    made, calls = acting("POST", gaps=gaps)
    with pytest.raises(Unfillable, match="fixture:gaps"):
        act(made, Stimulus(name="publish", calls=-1, schedule="gaps"))
    assert calls.came == []


def test_who_was_asked_to_wait_is_waited_for_longer() -> None:
    made, calls = acting("POST")
    calls.listen = Listen(answers=("429:longer", "204"))
    assert act(made, Stimulus(name="publish", calls=2, schedule="gaps")) == ""
    assert calls.waited == [made.patience, 2 * 2 + LATE]
    assert calls.listen.answers == ("429:2", "204")
