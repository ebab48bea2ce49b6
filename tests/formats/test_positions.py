"""Positions are found in every kind of geometry, and nothing else is taken for one."""

from __future__ import annotations

from typing import Any

import pytest

from harness.formats.positions import positions_of

POINT = {"type": "Point", "coordinates": [-1.0, 51, 20.5]}
AREA = {"type": "Polygon", "coordinates": [[[0, 1], [2, 1], [2, 3], [0, 1]], [[1, 1], [1, 2], [1, 1]]]}


@pytest.mark.parametrize(
    "geometry, found",
    [
        (POINT, [(-1.0, 51.0)]),
        ({"type": "LineString", "coordinates": [[0, 1], [2, 3]]}, [(0.0, 1.0), (2.0, 3.0)]),
        (AREA, [(0.0, 1.0), (2.0, 1.0), (2.0, 3.0), (0.0, 1.0), (1.0, 1.0), (1.0, 2.0), (1.0, 1.0)]),
        ({"type": "GeometryCollection", "geometries": [POINT, {"geometries": [POINT]}, None]}, [(-1.0, 51.0)] * 2),
        (None, []),
        ([0, 1], []),
        ({"coordinates": "0,1"}, []),
        ({"coordinates": [True, False]}, []),
        ({"coordinates": ["0", "1"]}, []),
        ({"coordinates": []}, []),
    ],
)
def test_what_is_found(geometry: Any, found: list[tuple[float, float]]) -> None:
    assert list(positions_of(geometry)) == found


def test_what_lies_too_deep_is_left() -> None:
    deep: Any = [0, 1]
    for _ in range(100):
        deep = [deep]
    assert list(positions_of({"coordinates": deep})) == []
    nested: dict[str, Any] = POINT
    for _ in range(100):
        nested = {"geometries": [nested]}
    assert list(positions_of(nested)) == []
