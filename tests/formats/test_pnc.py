"""PNC identifiers by the published vectors; what the check letter cannot see is said."""

from __future__ import annotations

import pytest
from formats.changes import missed_changes, missed_swaps, places

from harness.formats.making import Draw
from harness.formats.pnc import PNC, is_invented_pnc, is_pnc

GOOD = ("2003/0011985X", "1981/0000034U", "2002/0073319Z", "1979/0163001B", "1967/9893091D")


@pytest.mark.parametrize("text", GOOD)
def test_good(text: str) -> None:
    assert is_pnc(text)


@pytest.mark.parametrize("text", ["", "2003/0011985Z", "2003/0011985", "03/0011985X", "2003/0011985x", "2003-0011985X"])
def test_bad(text: str) -> None:
    assert not is_pnc(text)


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
