"""Grid references name the point they mean, and three words are three words."""

from __future__ import annotations

import pytest

from harness.formats.places import SQUARES, easting_northing, is_grid_reference, is_three_words, square


@pytest.mark.parametrize(
    "text, place",
    [
        ("TG 51409 13177", (651409, 313177)),  # the worked example of the Ordnance Survey's guide
        ("TG5140913177", (651409, 313177)),
        ("SV00", (0, 0)),
        ("HP 6 0", (460000, 1200000)),
        ("NN 166 712", (216600, 771200)),
    ],
)
def test_references(text: str, place: tuple[int, int]) -> None:
    assert easting_northing(text) == place


@pytest.mark.parametrize("text", ["", "TG", "TG 1", "TG 12 345", "AA 12 34", "IG 12 34", "TG 123456 123456", "TG  1 3"])
def test_no_references(text: str) -> None:
    assert not is_grid_reference(text)


def test_squares() -> None:
    assert len(SQUARES) == 7 * 13
    assert (square("SV"), square("TL"), square("HP"), square("AA")) == ((0, 0), (5, 2), (4, 12), None)


@pytest.mark.parametrize(
    "text, holds",
    [("exercise.prawf.example", True), ("///exercise.prawf.example", True), ("tŷ.gwyn.bach", True), ("a.b", False),
     ("a.b.c.d", False), ("a.b1.c", False), ("a b c", False), (f"{'a' * 130}.b.c", False)],
)  # fmt: skip
def test_three_words(text: str, holds: bool) -> None:
    assert is_three_words(text) is holds
