"""How the small server of features keeps to coordinate reference systems: lists, features in them, and boxes."""

from __future__ import annotations

from typing import Any

from harness.formats.systems import CRS84, NATIONAL_GRID, SYSTEMS, name_of, system_of

WEB = "http://www.opengis.net/def/crs/EPSG/0/3857"
LATITUDE_FIRST = "http://www.opengis.net/def/crs/EPSG/0/4326"
EVERYWHERE = (CRS84, NATIONAL_GRID, WEB)
"""The global list, to which the incidents refer."""
OF_POSTS = (CRS84, LATITUDE_FIRST)
Feature = dict[str, Any]


def offered(name: str) -> tuple[str, ...]:
    """Return the systems of a collection."""
    return EVERYWHERE if name.endswith("incidents") else OF_POSTS


def everywhere(defect: str) -> list[str]:
    """Return the global list as it is shown."""
    whole = list(EVERYWHERE)
    if defect == "crs-without-uri":
        whole[1] = "British National Grid"
    return whole[1:] if defect == "default-crs-not-listed" else whole


def said(name: str, defect: str, *, alone: bool) -> dict[str, Any]:
    """Return what a collection says of its systems, in the list or alone."""
    own = list(everywhere(defect)) if alone else ["#/crs"]
    crs = own if name.endswith("incidents") else list(OF_POSTS)
    storage = {
        "storage-crs-in-words": "the grid",
        "storage-crs-elsewhere": "http://www.opengis.net/def/crs/EPSG/0/4258",
    }
    return {"crs": crs} | ({} if defect == "few-members" else {"storageCrs": storage.get(defect, CRS84)})


def refused(name: str, query: dict[str, str], defect: str) -> bool:
    """Tell whether a request is refused for its systems."""
    crs, box = query.get("crs"), query.get("bbox-crs")
    if crs is not None and (defect == "crs-refused" or (defect == "global-crs-refused" and crs == WEB)):
        return True
    if box is not None and defect == "box-crs-refused":
        return True
    known = {"crs": defect != "unlisted-crs-taken", "bbox-crs": defect != "unlisted-box-crs-taken"}
    return any(query[each] not in offered(name) for each, strict in known.items() if strict and each in query)


def header(query: dict[str, str], defect: str) -> dict[str, str]:
    """Return the field that says the system of what comes."""
    if defect == "no-content-crs":
        return {}
    uri = query.get("crs", CRS84)
    return {"Content-Crs": uri if defect == "content-crs-bare" else f"<{uri}>"}


def given(feature: Feature, query: dict[str, str], defect: str) -> Feature:
    """Return a feature in the system that is asked for."""
    uri = query.get("crs", NATIONAL_GRID if defect == "default-in-grid" else CRS84)
    geometry = feature["geometry"]
    system = system_of(uri)
    if geometry is None or defect == "crs-ignored" or system is None or uri == CRS84:
        return feature
    place = system.of(*geometry["coordinates"])
    swapped = defect == "grid-swapped" and name_of(uri) == name_of(NATIONAL_GRID)
    return {**feature, "geometry": {**geometry, "coordinates": list(place[::-1] if swapped else place)}}


def lies_in(place: list[float], query: dict[str, str], defect: str) -> bool:
    """Tell whether a longitude and latitude lies in the box that is asked for, in its own system."""
    edges = [float(edge) for edge in query["bbox"].split(",")]
    west, south, east, north = edges if len(edges) == 4 else (edges[0], edges[1], edges[3], edges[4])
    uri = query.get("bbox-crs", LATITUDE_FIRST if defect == "boxes-with-latitude-first" else CRS84)
    system = SYSTEMS["OGC", "CRS84"] if defect == "box-crs-ignored" else system_of(uri)
    if system is None:
        return False
    x, y = system.of(*place)
    if west > east and defect != "boxes-end-at-the-antimeridian":
        return (x >= west or x <= east) and south <= y <= north
    return west <= x <= east and south <= y <= north
