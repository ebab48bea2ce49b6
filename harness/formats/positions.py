"""Reads the positions out of a geometry of GeoJSON, whatever its kind (RFC 7946, section 3.1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, TypeAlias

Position: TypeAlias = tuple[float, float]
"""Longitude and latitude, or what stands first and second in another coordinate reference system."""
DEEPEST: Final = 8
"""How deep lists, and collections of geometries, may lie in each other: those of RFC 7946 need four."""


def positions_of(geometry: Any) -> Iterator[Position]:
    """Yield each position of a point, line, area, or collection of geometries; of what is none of them nothing."""
    yield from _of_geometry(geometry, 0)


def _of_geometry(geometry: Any, depth: int) -> Iterator[Position]:
    if not isinstance(geometry, dict) or depth > DEEPEST:
        return
    yield from _of_list(geometry.get("coordinates"), depth)
    parts = geometry.get("geometries")
    for one in parts if isinstance(parts, list) else ():
        yield from _of_geometry(one, depth + 1)


def _of_list(value: Any, depth: int) -> Iterator[Position]:
    if not isinstance(value, list) or depth > DEEPEST:
        return
    numbers = [one for one in value[:2] if isinstance(one, int | float) and not isinstance(one, bool)]
    if len(numbers) == 2:
        yield float(numbers[0]), float(numbers[1])
        return
    for one in value:
        yield from _of_list(one, depth + 1)
