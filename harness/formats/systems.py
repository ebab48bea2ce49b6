"""Names coordinate reference systems by URI, and turns longitude and latitude into those that are known here.

Sources: OGC Name Type Specification (09-048r5) for the URIs, and the EPSG register for the order of axes, which is that
of each system: EPSG:4326 has latitude first, where CRS84 has longitude.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from math import hypot
from typing import Final, NamedTuple

from harness.formats.projection import projected, to_national_grid, to_web_mercator, utm

CRS84: Final = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
CRS84H: Final = "http://www.opengis.net/def/crs/OGC/0/CRS84h"
NATIONAL_GRID: Final = "http://www.opengis.net/def/crs/EPSG/0/27700"
_NAME: Final = re.compile(
    r"(?:https?://(?:www\.)?opengis\.net/def/crs/([^/\s]+)/([^/\s]+)/([^/\s]+)"
    r"|urn:ogc:def:crs:([^:\s]+):([^:\s]*):([^:\s]+))\Z"
)
_OURS: Final = re.compile(r"(?:https?://(?:www\.)?opengis\.net/def/crs/|urn:ogc:def:crs:)")
_URI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+\Z")
"""RFC 3986 section 3, as far as a name of a system goes."""
METRES: Final = 30.0
"""By how far places may differ: seven parameters are right to some 5 metres, servers have more than one way."""
DEGREES: Final = 3e-4
"""The same in degrees."""

Place = tuple[float, float]


class System(NamedTuple):
    """A system that is known: how places are written in it, and where it is used."""

    of: Callable[[float, float], Place]
    """First and second coordinate of a longitude and latitude on WGS 84."""
    near: float
    """How far apart two ways of writing one place may be."""
    area: tuple[float, float, float, float]
    """West, south, east and north of where it is used, in degrees."""

    def holds(self, longitude: float, latitude: float) -> bool:
        """Tell whether a place lies where the system is used."""
        west, south, east, north = self.area
        return west <= longitude <= east and south <= latitude <= north

    def agrees(self, one: Place, other: Place) -> bool:
        """Tell whether two coordinates in it are of one place."""
        return hypot(one[0] - other[0], one[1] - other[1]) <= self.near


def _zone(number: int) -> System:
    middle = 6.0 * number - 183
    return System(lambda x, y: projected(utm(number), x, y), METRES, (middle - 4, 0.0, middle + 4, 84.0))


WORLD: Final = (-180.0, -90.0, 180.0, 90.0)
BRITAIN: Final = (-8.82, 49.79, 1.92, 60.94)
"""Where EPSG:27700 is used."""
_LONGITUDE_FIRST: Final = System(lambda x, y: (x, y), DEGREES, WORLD)
_LATITUDE_FIRST: Final = System(lambda x, y: (y, x), DEGREES, WORLD)
SYSTEMS: Final[dict[tuple[str, str], System]] = {
    ("OGC", "CRS84"): _LONGITUDE_FIRST,
    ("OGC", "CRS84h"): _LONGITUDE_FIRST,
    ("EPSG", "4326"): _LATITUDE_FIRST,
    ("EPSG", "4258"): _LATITUDE_FIRST,
    ("EPSG", "3857"): System(to_web_mercator, METRES, (-180.0, -85.0, 180.0, 85.0)),
    ("EPSG", "27700"): System(to_national_grid, METRES, BRITAIN),
    **{("EPSG", f"326{number}"): _zone(number) for number in range(28, 34)},
    **{("EPSG", f"258{number}"): _zone(number) for number in range(28, 34)},
}
"""By authority and code."""


def name_of(uri: str) -> tuple[str, str] | None:
    """Return authority and code of a system that is named as OGC does it, or None."""
    found = _NAME.match(uri)
    if found is None:
        return None
    authority, code = (found[1], found[3]) if found[1] else (found[4], found[6])
    return authority.upper(), code


def system_of(uri: str) -> System | None:
    """Return the system of that name, or None for one that is not known here."""
    name = name_of(uri)
    return SYSTEMS.get(name) if name is not None else None


def same(one: str, other: str) -> bool:
    """Tell whether two URIs name one system."""
    return one == other or (name_of(one) is not None and name_of(one) == name_of(other))


def is_default(uri: str) -> bool:
    """Tell whether a URI names CRS84, or CRS84h for places with a height (OGC API - Features 1.0.1, section 7.12)."""
    return name_of(uri) in (("OGC", "CRS84"), ("OGC", "CRS84h"))


def is_name(uri: str) -> bool:
    """Tell whether a text is a URI, and, where it is one of OGC's own, of their form."""
    return _URI.match(uri) is not None and (_OURS.match(uri) is None or _NAME.match(uri) is not None)
