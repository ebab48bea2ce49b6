"""PNC identifiers by the published vectors; what the check letter cannot see is said."""

from __future__ import annotations

import pytest
from formats.changes import missed_changes, missed_swaps, places

from harness.formats.making import Draw
from harness.formats.pnc import PNC, canonical_pnc, is_invented_pnc, is_pnc

GOOD = ("2003/0011985X", "1981/0000034U", "2002/0073319Z", "1979/0163001B", "1967/9893091D")


@pytest.mark.parametrize("text", GOOD)
def test_good(text: str) -> None:
    assert is_pnc(text)


@pytest.mark.parametrize("text", ["", "2003/0011985Z", "2003/0011985", "03/0011985X", "2003/0011985x", "2003-0011985X"])
def test_bad(text: str) -> None:
    assert not is_pnc(text)


@pytest.mark.parametrize(
    "text, canonical",
    [
        ("81/34U", "1981/0000034U"),
        ("02/73319Z", "2002/0073319Z"),
        ("2003/0011985X", "2003/0011985X"),
        ("20030011985x", "2003/0011985X"),
        ("2003/0011985Z", None),
        ("nothing", None),
    ],
)
def test_canonical(text: str, canonical: str | None) -> None:
    assert canonical_pnc(text, 2026) == canonical


def test_a_short_year_is_the_latest_that_has_been() -> None:
    short = PNC.make(lambda _: 0)[2:]
    assert [(canonical_pnc(short, now) or "")[:4] for now in (2026, 2030, 1999)] == ["1930", "2030", "1930"]


def test_what_is_made_is_nobodys(draw: Draw) -> None:
    assert all(is_invented_pnc(PNC.make(draw)) for _ in range(200))
    assert not any(map(is_invented_pnc, GOOD))


def test_every_change_but_that_of_the_century_is_caught(draw: Draw) -> None:
    for right in (*GOOD, *(PNC.make(draw) for _ in range(40))):
        assert places(missed_changes(right, is_pnc)) <= {0, 1}
        assert places(missed_swaps(right, is_pnc)) <= {0}  # the two digits of the century


def test_the_century_is_not_covered(draw: Draw) -> None:
    right = PNC.make(draw)
    assert is_pnc(f"18{right[2:]}")
