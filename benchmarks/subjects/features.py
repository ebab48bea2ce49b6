"""Makes synthetic incidents and patrols as GeoJSON: in Great Britain, outside it, without a place, and at 180°."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any, Final

Feature = dict[str, Any]

BRITAIN: Final = ((-5.2, 50.3, 1.2, 52.9), (-3.1, 53.0, -0.2, 54.9), (-5.0, 55.7, -2.3, 57.9))
"""Boxes (west, south, east, north) that lie over Great Britain's land, roughly."""
ELSEWHERE: Final = (
    (-9.8, 51.6, -6.4, 54.4),
    (1.8, 47.0, 6.1, 49.3),
    (172.6, -43.6, 173.0, -43.3),
)
"""Ireland, France, Christchurch."""
KINDS: Final = ("road-collision", "theft", "flood", "missing-person", "public-order", "fire")
PLACES: Final = ("Llanfair Pwllgwyngyll", "Pont-y-pŵl", "Inverness", "Yr Wyddgrug", "Ashford", "Hexham", "Rhosneigr")
FORCES: Final = ("01", "12", "20", "32", "62", "63")
FIRST: Final = datetime(2024, 1, 1, tzinfo=UTC)
MINUTES: Final = 366 * 24 * 60


def incidents(count: int = 400, seed: int = 1) -> dict[str, Any]:
    """Return a FeatureCollection: one in eight outside Great Britain, one in twenty without geometry, one at 180°."""
    random_ = random.Random(seed)
    features = [_incident(number, random_) for number in range(count - 1)]
    return {"type": "FeatureCollection", "features": [*features, _antimeridian(count - 1, random_)]}


def patrols(count: int = 40, seed: int = 2) -> list[Feature]:
    """Return features with a point each, for a collection that can be written to."""
    random_ = random.Random(seed)
    return [
        {
            "type": "Feature",
            "id": f"patrol-{number:03d}",
            "geometry": {"type": "Point", "coordinates": _point(random_.choice(BRITAIN), random_)},
            "properties": {
                "callsign": f"TEST{number:03d}",
                "started": _time(random_),
                "crew": random_.randint(1, 4),
                "force": random_.choice(FORCES),
            },
        }
        for number in range(count)
    ]


def _incident(number: int, random_: random.Random) -> Feature:
    geometry: dict[str, Any] | None = None
    if number % 20:
        box = random_.choice(ELSEWHERE if number % 8 == 0 else BRITAIN)
        geometry = {"type": "Point", "coordinates": _point(box, random_)}
    return {
        "type": "Feature",
        "id": f"inc-{number:04d}",
        "geometry": geometry,
        "properties": _properties(number, random_),
    }


def _antimeridian(number: int, random_: random.Random) -> Feature:
    """Return an area cut in two at the antimeridian (RFC 7946 section 3.1.9)."""
    west = [[[179.6, -17.2], [180.0, -17.2], [180.0, -16.6], [179.6, -16.6], [179.6, -17.2]]]
    east = [[[-180.0, -17.2], [-179.7, -17.2], [-179.7, -16.6], [-180.0, -16.6], [-180.0, -17.2]]]
    return {
        "type": "Feature",
        "id": f"inc-{number:04d}",
        "geometry": {"type": "MultiPolygon", "coordinates": [west, east]},
        "properties": {**_properties(number, random_), "place": "Taveuni"},
    }


def _properties(number: int, random_: random.Random) -> dict[str, Any]:
    return {
        "title": f"Exercise incident {number}",
        "kind": random_.choice(KINDS),
        "severity": random_.randint(1, 5),
        "reported": _time(random_),
        "place": random_.choice(PLACES),
        "force": random_.choice(FORCES),
        "uprn": str(random_.randint(1, 10**12 - 1)),
        "usrn": str(random_.randint(1, 10**8 - 1)),
    }


def _point(box: tuple[float, float, float, float], random_: random.Random) -> list[float]:
    west, south, east, north = box
    return [round(random_.uniform(west, east), 6), round(random_.uniform(south, north), 6)]


def _time(random_: random.Random) -> str:
    return (FIRST + timedelta(minutes=random_.randrange(MINUTES))).strftime("%Y-%m-%dT%H:%M:%SZ")
