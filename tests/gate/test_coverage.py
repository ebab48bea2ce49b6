"""What is no longer exercised is found; times are compared only where they can be."""

from __future__ import annotations

import msgspec
import pytest
from histories import LATE, RENAMED, SOON, part, snapshot

from harness.gate.coverage import FEWEST, Loss, NotCompared, Pace, lost, pace
from harness.gate.exercised import Timing

BEFORE = snapshot(run="main")


def losses(*parts: object) -> set[tuple[str, str]]:
    return {(one.loss.value, one.name) for one in lost(BEFORE, snapshot(*parts))}  # type: ignore[arg-type]


def test_nothing_is_lost_between_two_equal_runs() -> None:
    assert lost(BEFORE, snapshot()) == ()


def test_each_kind_of_loss() -> None:
    assert losses(part(answered={"readNote": 0})) == {("operation-lost", "readNote")}
    assert losses(part(operations=RENAMED)) == {("operation-renamed", "readNote")}
    assert losses(part(claimed=("notes",))) == {("class-unclaimed", "links")}
    without = {name: seen for name, seen in part().operations.items() if name != "readNote"}
    assert losses(part(operations=without)) == {("operation-removed", "readNote")}
    assert losses(part(operations=without, profile_digest="sha256:x")) == {("operation-gone", "readNote")}
    assert losses(part(role="writer")) == {("part-lost", "notes/keeper")}


def test_a_renamed_operation_that_is_not_answered_is_lost() -> None:
    silent = {**RENAMED, "getNote": type(RENAMED["getNote"])(path="GET /notes/{id}", answered=0)}
    assert losses(part(operations=silent)) == {(Loss.OPERATION.value, "readNote")}


def test_a_ratio_comes_with_its_spread() -> None:
    found = pace(BEFORE, snapshot(part(timing=LATE)))
    assert found == tuple(
        Pace(part="notes/keeper", class_=name, ratio=3.0, low=2.55, high=3.56) for name in ("notes", "links")
    )


@pytest.mark.parametrize(
    "after, why",
    [
        (snapshot(machine="another"), "machine"),
        (snapshot(target="http://sandbox.example.org/notes/v1"), "target"),
        (snapshot(round_trip=3_000), "network"),
        (snapshot(part(timing=None)), "few"),
        (snapshot(part(timing=Timing(count=FEWEST - 1, low=1, median=1, high=1))), "few"),
        (snapshot(part(timing=None, spoilt=5)), "lag"),
    ],
)
def test_times_that_cannot_be_compared_say_why(after: object, why: str) -> None:
    found = pace(BEFORE, after)  # type: ignore[arg-type]
    assert {one.why for one in found if isinstance(one, NotCompared)} == {why}
    assert not any(isinstance(one, Pace) for one in found)


def test_runs_of_unknown_machines_are_not_compared() -> None:
    assert pace(snapshot(machine=""), snapshot(machine="")) == (NotCompared(part="", class_="", why="machine"),)


def test_very_short_times_are_no_infinite_ratio() -> None:
    nothing = Timing(count=50, low=0, median=0, high=0)
    (one, _) = pace(snapshot(part(timing=nothing)), snapshot(part(timing=SOON)))
    assert isinstance(one, Pace)
    assert one.ratio == 10.0


def test_another_port_is_the_same_place() -> None:
    assert all(isinstance(one, Pace) for one in pace(BEFORE, snapshot(target="http://127.0.0.1:9/notes/v1")))


def test_of_a_class_that_nobody_claims_no_times_are_compared() -> None:
    timed = part(claimed=("notes",))
    links = msgspec.structs.replace(timed.classes["links"], timing=SOON)
    both = msgspec.structs.replace(timed, classes=timed.classes | {"links": links})
    found = pace(snapshot(both, run="main"), snapshot(both))
    assert [one.class_ for one in found] == ["notes"]
