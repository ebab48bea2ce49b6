"""PNC identifiers by the published vectors; what the check letter cannot see is said."""

from __future__ import annotations

import pytest

from harness.formats.making import Draw
from harness.formats.pnc import PNC, canonical_pnc, is_pnc

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
    assert [(canonical_pnc(short, now) or "")[:4] for now in (2026, 2050, 1999)] == ["1950", "2050", "1950"]


def test_the_century_is_not_covered(draw: Draw) -> None:
    right = PNC.make(draw)
    assert is_pnc(f"18{right[2:]}")
