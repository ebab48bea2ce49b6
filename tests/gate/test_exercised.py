"""What was exercised is read from exchanges alone, and times leave out what our own machine spoilt."""

from __future__ import annotations

from building import context, exchange, notes, numbered, subject
from hypothesis import given
from hypothesis import strategies as st

from harness.evidence import Exchange, Silence
from harness.gate.exercised import OUR_LAG, Exercised, exercised, timing

CONTRACT = notes().contract


def seen(*exchanges: Exchange) -> dict[str, Exercised]:
    return exercised(numbered(list(exchanges)), CONTRACT, subject())


def operation(method: str, path: str) -> str:
    found = CONTRACT.match(method, path)
    assert found is not None
    return found.operation.id


READ = operation("GET", "/notes/1")


def test_every_operation_of_the_contract_is_there() -> None:
    assert seen().keys() == {o.id for o in (*CONTRACT.operations, *CONTRACT.webhooks)}
    assert seen()[READ] == Exercised(path="GET /notes/{noteId}") or seen()[READ].path.startswith("GET /notes/{")


def test_an_answer_of_any_status_counts_and_silence_does_not() -> None:
    found = seen(
        exchange("GET", "/notes/1", status=200),
        exchange("GET", "/notes/2", status=404),
        exchange("GET", "/notes/3", reply=Silence(why="timeout")),
        exchange("GET", "/elsewhere", status=200),
    )
    assert found[READ].answered == 2
    assert sum(one.answered for one in found.values()) == 2


def test_times_are_those_of_successes_that_our_machine_did_not_spoil() -> None:
    found = seen(
        exchange("GET", "/notes/1", took=30_000),
        exchange("GET", "/notes/2", status=404, took=90_000),
        exchange("GET", "/notes/3", took=50_000, lag=OUR_LAG + 1),
    )[READ]
    assert found.spoilt == 1
    assert sum(found.times.values()) == 1
    only = timing([found])
    assert only is not None
    assert (only.count, only.low) == (1, only.median)
    later = timing([seen(exchange("GET", "/notes/1", took=40_000))[READ]])
    assert later is not None
    assert later.median > only.median


def test_what_stands_apart_is_not_the_products() -> None:
    assert seen(exchange("GET", "/notes/1", partition="preflight"))[READ].answered == 0


@given(st.lists(st.integers(min_value=0, max_value=1000), min_size=1, max_size=200))
def test_the_median_lies_within_its_interval_and_among_the_measurements(times: list[int]) -> None:
    counted = {value: times.count(value) for value in times}
    found = timing([Exercised(path="GET /x", times=counted)])
    assert found is not None
    assert found.count == len(times)
    assert found.low <= found.median <= found.high
    assert found.median == sorted(times)[len(times) // 2] * 100


def test_nothing_measured_has_no_timing() -> None:
    assert timing([]) is None
    assert context().run
