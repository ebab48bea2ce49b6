"""`reaches/1`: one partner that is down keeps nobody else from being called."""

from __future__ import annotations

from typing import Any

import pytest
from calling import CUT, lost, note, shown

from harness.errors import ProfileError
from harness.evidence import Silence

WITH = {"operation": "createNote", "parties": ["police", "fire", "ambulance"]}


def of(party: str, at: int, status: int = 201) -> Any:
    return note(status=status, at=at, to_party=party)


def down(party: str, at: int) -> Any:
    return lost(at=at, to_party=party)


def asked(*calls: Any, **rest: Any) -> str:
    return shown("reaches/1", WITH, *calls, **rest)


def test_the_others_are_called_before_the_one_that_is_down_comes_back() -> None:
    assert asked(down("police", 0), of("fire", 1), of("ambulance", 2, 422), of("police", 3)) == "conforms"
    assert asked(of("fire", 0), of("ambulance", 1), down("police", 2), of("police", 3)) == "conforms"
    assert asked(down("police", 0), of("fire", 1), of("ambulance", 2)) == "conforms"


def test_one_that_waits_for_the_one_that_is_down_was_held_up() -> None:
    late = (down("police", 0), of("fire", 1), of("police", 2), of("ambulance", 3))
    assert asked(*late) == "violates: held-up"


def test_one_that_is_never_called_was_left_out_unless_nobody_waited() -> None:
    assert asked(down("police", 0), of("fire", 1)) == "violates: left-out"
    assert asked(down("police", 0), of("fire", 1), footer=CUT).startswith("inconclusive")


def test_one_that_is_down_as_well_was_not_left_out() -> None:
    assert asked(down("police", 0), down("fire", 1), of("ambulance", 2)) == "conforms"
    assert asked(down("police", 0), of("ambulance", 1), of("fire", 2, 503), of("police", 3)) == "conforms"
    assert asked(down("police", 0), down("fire", 1), down("police", 2)) == "violates: left-out"


def test_one_whose_call_we_broke_off_was_not_left_out() -> None:
    broken = note(reply=Silence(why="interrupted"), at=1, to_party="fire")
    others = (down("police", 0), of("ambulance", 2), of("police", 3))
    assert asked(*others, broken) == "inconclusive: cut-off-by-us"
    assert asked(down("police", 0), of("ambulance", 1), of("police", 9), broken, of("fire", 4)) == "conforms"


def test_where_nobody_is_down_nothing_is_shown() -> None:
    assert asked(of("police", 0), of("fire", 1), of("ambulance", 2, 422)) == "inconclusive: nothing-seen"
    assert asked(down("elsewhere", 0), of("fire", 1)) == "inconclusive: nothing-seen"


@pytest.mark.parametrize("wrong", [{"parties": ["police"]}, {"operation": "createNobody"}])
def test_what_cannot_be_held_is_a_fault_of_the_profile(wrong: dict[str, Any]) -> None:
    with pytest.raises(ProfileError):
        shown("reaches/1", {**WITH, **wrong})


def test_who_misses_a_later_one_was_left_out_of_it() -> None:
    def said(text: str, party: str, at: int, status: int = 201) -> Any:
        return note(len(text) * 10 + at, status, text, at=at, to_party=party)

    first = (down("police", 0), of("fire", 1), of("ambulance", 2, 422), of("police", 3))
    second = (said("Two.", "police", 4), said("Two.", "ambulance", 5, 422))
    assert asked(*first, *second, said("Two.", "fire", 6)) == "conforms"
    assert asked(*first, *second) == "violates: left-out"
    assert asked(*first, *second, footer=CUT).startswith("inconclusive")
    assert asked(*first, note(9, status=201, at=7, to_party="police")) == "conforms", "the same under another name"
