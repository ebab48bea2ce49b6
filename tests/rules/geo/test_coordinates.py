"""`coordinates/1`: latitude and longitude lie within their range and are not confused."""

from __future__ import annotations

from typing import Any

import pytest
from building import FINISHED, context, exchange, gist, judge, numbered, profile_of, requirement, subject
from featured import answered, judged
from rules.cases import listed, place, placed, seen

from harness.adjudicate import adjudicate
from harness.errors import ProfileError
from harness.evidence import Evidence, Exchange
from harness.loading import find, load_bundle
from harness.profile import RuleCall

RULE = "coordinates/1"


@pytest.mark.parametrize(
    "lat, lon, said",
    [
        (51.5, -0.12, "conforms"),
        (-90, 180, "conforms"),
        (0, 0, "conforms"),
        (55.9, 3.2, "conforms"),
        (90.5, 0, "violates: not-on-earth"),
        (51.5, -180.01, "violates: not-on-earth"),
        (-0.12, 51.5, "violates: swapped"),
        ("51.5", "-0.12", "inconclusive: nothing-seen"),
        (None, None, "inconclusive: nothing-seen"),
    ],
)
def test_what_replies_hold(lat: object, lon: object, said: str) -> None:
    assert gist(judge(RULE, {}, seen(got=place(lat=lat, lon=lon)))) == said
    assert gist(judge(RULE, {}, listed(place(lat=lat, lon=lon)))) == said


@pytest.mark.parametrize(
    "lat, lon, said",
    [
        (51.5, -0.12, "conforms"),
        (43.6, 1.44, "violates: outside-area"),
        (55.9, 3.2, "violates: outside-area"),
        (-0.12, 51.5, "violates: swapped"),
    ],
)
def test_an_area_that_they_lie_in(lat: float, lon: float, said: str) -> None:
    assert gist(judge(RULE, {"within": [-9, 49, 2.5, 61]}, seen(got=place(lat=lat, lon=lon)))) == said
    with pytest.raises(ProfileError, match="west, south, east and north"):
        judge(RULE, {"within": [1, 2, 3]}, seen())


def test_one_cause_however_it_is_shown() -> None:
    wrong = place(lat=-0.12, lon=51.5)
    finding = judge(RULE, {}, seen(got=wrong), listed(wrong))
    assert len({v.cause for v in finding.violations}) == 1


@pytest.mark.parametrize(
    "status, said",
    [
        (422, "conforms"),
        (400, "conforms"),
        (201, "violates: accepted-off-earth"),
        (409, "inconclusive: hidden-by-status"),
    ],
)
def test_what_is_sent_and_lies_nowhere(status: int, said: str) -> None:
    sent = {"label": "a", "kind": "road", "lat": 91, "lon": 0}
    got = place() if status < 300 else {"status": status}
    assert gist(judge(RULE, {"check": "refused"}, placed(sent=sent, status=status, got=got))) == said


def test_what_is_sent_and_lies_somewhere_shows_nothing() -> None:
    sent = {"label": "a", "kind": "road", "lat": 51, "lon": 0}
    assert gist(judge(RULE, {"check": "refused"}, placed(sent=sent))) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, {}, exchange("GET", "/notes/n1"))) == "inconclusive: nothing-seen"


def test_a_check_that_nobody_knows() -> None:
    with pytest.raises(ProfileError, match="no check 'sea'"):
        judge(RULE, {"check": "sea"})


def test_what_another_system_was_asked_for_is_not_judged_by_degrees() -> None:
    there = {"placeId": "p", "lat": 456112, "lon": 432873}
    x = exchange("GET", "/places?kind=road&crs=grid", b"", 200, {"items": [there]})
    assert gist(judge(RULE, {"check": "shown"}, x)) == "violates: not-on-earth"
    assert gist(judge(RULE, {"check": "shown", "unless": "crs"}, x)) == "inconclusive: nothing-seen"


def test_the_base_profile_does_not_take_another_system_for_swapped() -> None:
    asked = next(r for r in load_bundle(find("uk-api-base@1.0")).profile.requirements if r.id == "B66")
    rule = asked.rule
    assert isinstance(rule, RuleCall)
    # EPSG:4326 has latitude first: what was asked for in it lies in London, and not in the Indian Ocean.
    there = {"type": "FeatureCollection", "features": [feature("f0", point(51.5, -0.12))], "links": []}
    in_epsg_4326 = f"{LIST}?crs=http%3A%2F%2Fwww.opengis.net%2Fdef%2Fcrs%2FEPSG%2F0%2F4326"
    assert (
        gist(judged(rule.rule, rule.with_, answered(in_epsg_4326, 200, there, GEOJSON))) == "inconclusive: nothing-seen"
    )
    assert gist(judged(rule.rule, rule.with_, answered(LIST, 200, there, GEOJSON))) == "violates: swapped"


LIST = "/collections/incidents/items"
GEOJSON = "application/geo+json"


def feature(name: str, geometry: Any) -> dict[str, Any]:
    return {"type": "Feature", "id": name, "geometry": geometry, "properties": {}}


def page(*geometries: Any) -> Exchange:
    features = [feature(f"f{number}", one) for number, one in enumerate(geometries)]
    return answered(LIST, 200, {"type": "FeatureCollection", "features": features, "links": []}, GEOJSON)


def area(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def point(longitude: float, latitude: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [longitude, latitude]}


@pytest.mark.parametrize(
    "geometry, said",
    [
        (area(-2, 51, -1, 52), "conforms"),
        (area(51, -2, 52, -1), "violates: swapped"),
        (area(-2, 51, -1, 92), "violates: not-on-earth"),
        ({"type": "LineString", "coordinates": [[-1, 51], [181, 51]]}, "violates: not-on-earth"),
        ({"type": "GeometryCollection", "geometries": [point(-1, 51)]}, "conforms"),
        ({"type": "GeometryCollection", "geometries": [point(-1, 91)]}, "violates: not-on-earth"),
        (None, "inconclusive: nothing-seen"),
    ],
)
def test_every_position_of_a_geometry_is_looked_at(geometry: Any, said: str) -> None:
    assert gist(judged(RULE, {"unless": "crs"}, page(geometry))) == said


def test_what_lies_off_somalia_lies_there_unless_all_does() -> None:
    victoria, london = point(55.45, -4.62), point(-0.1, 51.5)
    world = {"worldwide": True}
    assert gist(judged(RULE, {}, page(victoria, london))) == "violates: swapped"
    assert gist(judged(RULE, world, page(victoria, london))) == "conforms"
    one = answered(f"{LIST}/f0", 200, feature("f0", victoria), GEOJSON)
    assert gist(judged(RULE, world, one)) == "conforms"
    assert gist(judged(RULE, world, page(point(51.5, -0.1), point(53.4, -2.2)))) == "violates: swapped"


def feed(latitude: float, longitude: float) -> Exchange:
    """Return a service of Open Referral UK that is given at one place, which a list in it holds."""
    location = {"id": SERVICE, "location_type": "physical", "latitude": latitude, "longitude": longitude}
    whole = {"id": SERVICE, "name": "Line", "status": "active", "service_at_locations": [{"location": location}]}
    return exchange("GET", f"/services/{SERVICE}", b"", 200, whole)


SERVICE = "50472d60-10e7-5c90-a654-c43694dcaca4"
FEED = load_bundle(find("referral-oruk@3.0")).contract


@pytest.mark.parametrize(
    "latitude, longitude, said",
    [
        (51.62, -3.94, "conforms"),
        (-3.94, 51.62, "violates: swapped"),
        (43.6, 1.44, "violates: outside-area"),
        (91.0, 0.0, "violates: not-on-earth"),
    ],
)
def test_places_in_lists_of_a_thing(latitude: float, longitude: float, said: str) -> None:
    evidence = Evidence(context=context(), observations=numbered([feed(latitude, longitude)]), footer=FINISHED)
    one = requirement(RULE, {"within": [-9, 49, 2.5, 61]})
    finding = adjudicate(profile_of(one), FEED, {}, evidence, subject()).findings[0]
    assert gist(finding) == said
    if said != "conforms":
        assert finding.because.params["pointer"] == "/service_at_locations/0/location/latitude"
