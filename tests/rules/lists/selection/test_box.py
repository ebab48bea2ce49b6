"""What is shown lies within the box that was asked for."""

from __future__ import annotations

from typing import Any

from building import gist, judge
from featured import judged
from rules.cases import listed, place
from rules.geo.test_coordinates import GEOJSON, LIST, answered, area, page
from rules.lists.selection.asking import RULE, asked


def spot(name: str, lat: float, lon: float) -> dict[str, Any]:
    return place(name, lat=lat, lon=lon)


def test_a_box_on_the_map() -> None:
    box = {"check": "box"}
    near, far = spot("n", 51.5, -0.1), spot("f", 55.9, -3.2)
    whole, edges = listed(near, far), "-1,51,0,52"
    assert gist(judge(RULE, box, whole, asked(f"?bbox={edges}", near))) == "conforms"
    assert gist(judge(RULE, box, whole, asked(f"?bbox={edges}", near, far))) == "violates: outside-box"
    assert gist(judge(RULE, box, listed(near), asked(f"?bbox={edges}", near))) == "inconclusive: all-alike"
    assert gist(judge(RULE, box, whole, asked("?bbox=anywhere", near))) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, box, whole, asked("?bbox=170,50,0,52", near))) == "conforms"


def test_an_area_may_cross_a_box_with_no_corner_in_it() -> None:
    with_ = {"check": "box"}
    round_it, away = area(-3, 50, 3, 54), area(10, 50, 11, 51)
    found = {"features": [{"id": "f0", "geometry": round_it}]}, {"features": [{"id": "f1", "geometry": away}]}
    crossed, beside = (answered(f"{LIST}?bbox=-1,51,0,52", 200, one, GEOJSON) for one in found)
    assert gist(judged(RULE, with_, page(round_it, away), crossed)) == "conforms"
    assert gist(judged(RULE, with_, page(round_it, away), beside)) == "violates: outside-box"
    assert gist(judged(RULE, with_, page(round_it), crossed)) == "inconclusive: all-alike"
    over_the_date_line = answered(f"{LIST}?bbox=170,50,-170,54", 200, found[0], GEOJSON)
    assert gist(judged(RULE, with_, page(round_it, away), over_the_date_line)) == "violates: outside-box"
