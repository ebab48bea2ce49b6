"""Turns longitude and latitude on WGS 84 into plane coordinates: those of Mercator, and of Britain's National Grid.

Sources: Ordnance Survey, A guide to coordinate systems in Great Britain, section 6 (Helmert's seven parameters, right
to about 5 metres in Great Britain) and annex C (the projection); EPSG Guidance Note 7-2 (the same formulas). Angles are
in degrees, lengths in metres.
"""

from __future__ import annotations

from math import asinh, atan2, cos, hypot, pi, radians, sin, sqrt, tan
from typing import Final, NamedTuple

SECONDS: Final = pi / 180 / 3600


class Ellipsoid(NamedTuple):
    """A figure of the earth, by its half axes."""

    a: float
    b: float

    @property
    def e2(self) -> float:
        """The square of its eccentricity."""
        return 1 - (self.b / self.a) ** 2


class Grid(NamedTuple):
    """A transverse Mercator projection."""

    ellipsoid: Ellipsoid
    scale: float
    """On the central meridian."""
    longitude: float
    latitude: float
    """Of the true origin."""
    easting: float
    northing: float
    """Of the true origin, counted from the false one."""


AIRY: Final = Ellipsoid(6_377_563.396, 6_356_256.909)
WGS84: Final = Ellipsoid(6_378_137.0, 6_356_752.314_245)
NATIONAL_GRID: Final = Grid(AIRY, 0.999_601_271_7, -2.0, 49.0, 400_000.0, -100_000.0)
SHIFT: Final = (-446.448, 125.157, -542.060)
"""From WGS 84 to OSGB36."""
TURN: Final = (-0.1502 * SECONDS, -0.2470 * SECONDS, -0.8421 * SECONDS)
GROWTH: Final = 20.4894e-6


def to_national_grid(longitude: float, latitude: float) -> tuple[float, float]:
    """Return easting and northing (EPSG:27700) of a place on WGS 84, right to about 5 metres in Great Britain."""
    return projected(NATIONAL_GRID, *to_osgb36(longitude, latitude))


def to_osgb36(longitude: float, latitude: float) -> tuple[float, float]:
    """Return longitude and latitude on OSGB36 of a place on WGS 84 at the height of the ellipsoid."""
    x, y, z = _cartesian(WGS84, longitude, latitude)
    (tx, ty, tz), (rx, ry, rz), s = SHIFT, TURN, 1 + GROWTH
    return _geodetic(
        AIRY,
        tx + s * x - rz * y + ry * z,
        ty + rz * x + s * y - rx * z,
        tz - ry * x + rx * y + s * z,
    )


def utm(zone: int) -> Grid:
    """Return a zone of UTM on the northern half."""
    return Grid(WGS84, 0.9996, 6.0 * zone - 183, 0.0, 500_000.0, 0.0)


def projected(grid: Grid, longitude: float, latitude: float) -> tuple[float, float]:
    """Return easting and northing of a place on the grid's ellipsoid, near the central meridian."""
    (a, _), e2 = grid.ellipsoid, grid.ellipsoid.e2
    phi, off = radians(latitude), radians(longitude - grid.longitude)
    s, c, t2 = sin(phi), cos(phi), tan(phi) ** 2
    nu = a * grid.scale / sqrt(1 - e2 * s * s)
    rho = nu * (1 - e2) / (1 - e2 * s * s)
    eta2 = nu / rho - 1
    i = _meridian(grid, phi) + grid.northing
    ii = nu / 2 * s * c
    iii = nu / 24 * s * c**3 * (5 - t2 + 9 * eta2)
    iiia = nu / 720 * s * c**5 * (61 - 58 * t2 + t2 * t2)
    iv = nu * c
    v = nu / 6 * c**3 * (nu / rho - t2)
    vi = nu / 120 * c**5 * (5 - 18 * t2 + t2 * t2 + 14 * eta2 - 58 * t2 * eta2)
    return grid.easting + iv * off + v * off**3 + vi * off**5, i + ii * off**2 + iii * off**4 + iiia * off**6


def to_web_mercator(longitude: float, latitude: float) -> tuple[float, float]:
    """Return the coordinates of a place between the poles on the square map of the web (EPSG:3857)."""
    return WGS84.a * radians(longitude), WGS84.a * asinh(tan(radians(latitude)))


def _meridian(grid: Grid, phi: float) -> float:
    """Return the way along the meridian from the true origin."""
    (a, b), origin = grid.ellipsoid, radians(grid.latitude)
    n = (a - b) / (a + b)
    less, more = phi - origin, phi + origin
    return (
        b
        * grid.scale
        * (
            (1 + n + 5 / 4 * n**2 + 5 / 4 * n**3) * less
            - (3 * n + 3 * n**2 + 21 / 8 * n**3) * sin(less) * cos(more)
            + (15 / 8 * n**2 + 15 / 8 * n**3) * sin(2 * less) * cos(2 * more)
            - 35 / 24 * n**3 * sin(3 * less) * cos(3 * more)
        )
    )


def _cartesian(ellipsoid: Ellipsoid, longitude: float, latitude: float) -> tuple[float, float, float]:
    phi, lam, e2 = radians(latitude), radians(longitude), ellipsoid.e2
    nu = ellipsoid.a / sqrt(1 - e2 * sin(phi) ** 2)
    return nu * cos(phi) * cos(lam), nu * cos(phi) * sin(lam), (1 - e2) * nu * sin(phi)


def _geodetic(ellipsoid: Ellipsoid, x: float, y: float, z: float) -> tuple[float, float]:
    e2, p = ellipsoid.e2, hypot(x, y)
    phi = atan2(z, p * (1 - e2))
    for _ in range(6):
        nu = ellipsoid.a / sqrt(1 - e2 * sin(phi) ** 2)
        phi = atan2(z + e2 * nu * sin(phi), p)
    return atan2(y, x) * 180 / pi, phi * 180 / pi
