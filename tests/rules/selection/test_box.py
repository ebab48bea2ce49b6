"""What is shown lies within the box that was asked for."""

from __future__ import annotations

from typing import Any

from building import gist, judge
from rules.cases import listed, place
from rules.selection.asking import RULE, asked


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
