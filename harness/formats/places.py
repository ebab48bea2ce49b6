"""Tells and makes ways of saying where: OSGB grid references and the form of what3words addresses.

Source: Ordnance Survey, A guide to coordinate systems in Great Britain, section on the National Grid (EPSG:27700):
squares of 100 km are named by two letters, I left out, counted from a false origin 1,000 km west and 500 km south of
the grid's. Only squares of the grid itself are taken: eastings 0 to 700 km and northings 0 to 1,300 km.
"""

from __future__ import annotations

import re
from typing import Final

from harness.formats.making import Draw, Format, digits, one_of

_LETTERS: Final = "ABCDEFGHJKLMNOPQRSTUVWXYZ"
_GRID: Final = re.compile(r"([A-HJ-Z]{2}) ?([0-9]{2,10}|[0-9]{1,5} [0-9]{1,5})", re.ASCII)
_WORDS: Final = re.compile(r"(///)?[^\W\d_]+(\.[^\W\d_]+){2}")
LONGEST: Final = 120


def square(letters: str) -> tuple[int, int] | None:
    """Return easting and northing of a square's south-west corner in units of 100 km, or None outside the grid."""
    first, second = (_LETTERS.index(letter) for letter in letters)
    east = (first % 5) * 5 - 10 + second % 5
    north = (4 - first // 5) * 5 - 5 + 4 - second // 5
    return (east, north) if 0 <= east < 7 and 0 <= north < 13 else None


SQUARES: Final = tuple(a + b for a in _LETTERS for b in _LETTERS if square(a + b) is not None)


def easting_northing(text: str) -> tuple[int, int] | None:
    """Return the metres east and north of a grid reference's south-west corner, or None where it is none."""
    match = _GRID.fullmatch(text)
    corner = square(match[1]) if match is not None else None
    if match is None or corner is None:
        return None
    east, gap, north = match[2].partition(" ")
    if not gap:
        half, odd = divmod(len(east), 2)
        if odd:
            return None
        east, north = east[:half], east[half:]
    if len(east) != len(north):
        return None
    return corner[0] * 100_000 + int(f"{east:0<5}"), corner[1] * 100_000 + int(f"{north:0<5}")


def is_grid_reference(text: str) -> bool:
    """Tell whether `text` is a National Grid reference of 2 to 10 figures, with or without spaces."""
    return easting_northing(text) is not None


def is_three_words(text: str) -> bool:
    """Tell whether `text` has the form of a what3words address: three words of letters, parted by full stops."""
    return len(text) <= LONGEST and _WORDS.fullmatch(text) is not None


def _grid(draw: Draw) -> str:
    figures = 1 + draw(5)
    gap = one_of(draw, ("", " "))
    return f"{one_of(draw, SQUARES)}{gap}{digits(draw, figures)}{gap}{digits(draw, figures)}"


GRID_REFERENCE: Final = Format(
    holds=is_grid_reference,
    make=_grid,
    wrong={
        "letter-never-used": lambda draw: f"I{_grid(draw)[1:]}",
        "outside-the-grid": lambda draw: f"AA{digits(draw, 6)}",
        "odd-figures": lambda draw: f"{one_of(draw, SQUARES)}{digits(draw, 5)}",
        "no-figures": lambda draw: one_of(draw, SQUARES),
        "lower-case": lambda draw: _grid(draw).lower(),
    },
    source="Ordnance Survey, A guide to coordinate systems in Great Britain",
)
_WORD_LIST: Final = ("example", "exercise", "synthetic", "enghraifft", "prawf")


def _three(draw: Draw) -> str:
    return ".".join(one_of(draw, _WORD_LIST) for _ in range(3))


THREE_WORDS: Final = Format(
    holds=is_three_words,
    make=_three,
    wrong={
        "two-words": lambda draw: _three(draw).partition(".")[2],
        "digit": lambda draw: f"{_three(draw)}{digits(draw, 1)}",
        "spaces": lambda draw: _three(draw).replace(".", " "),
    },
    source="what3words developer documentation (form only)",
)
