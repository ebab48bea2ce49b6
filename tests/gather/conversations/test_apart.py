"""Each thing is read between two readings of the list that names it."""

from __future__ import annotations

from pathlib import Path

from content.test_geospatial_ogc import tried

from harness.evidence import Exchange
from harness.gather.conversations import CONVERSATIONS
from harness.gather.conversations.apart import MOST
from harness.resources import Resource


def targets(folder: Path, defect: str = "") -> list[str]:
    evidence = tried(folder, defect, only=("core/sfc-md-success/same",)).evidence
    seen = (x for x in evidence.observations if isinstance(x, Exchange))
    return [x.request.target for x in seen if x.id.partition.startswith("conversation:apart:")]


def test_each_collection_is_read_between_two_readings_of_the_list(tmp_path: Path) -> None:
    assert targets(tmp_path) == ["/collections", "/collections/incidents", "/collections/posts", "/collections"]


def test_of_very_many_some_are_read(tmp_path: Path) -> None:
    asked = targets(tmp_path, "thousands-of-collections")
    assert len(set(asked)) == MOST + 1
    assert asked[0] == asked[-1] == "/collections"


def test_what_lies_under_another_thing_is_not_for_it() -> None:
    fits = CONVERSATIONS["apart"].fits
    thing = {"list": "listB", "read": "getB", "element_id": "/id"}
    assert fits(Resource(collection="/b", **thing))
    assert not fits(Resource(collection="/a/{id}/b", parent="/a", **thing))
    assert not fits(Resource(collection="/b", list="listB", read="getB"))
