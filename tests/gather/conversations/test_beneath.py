"""The lists under several parents are looked at, each after what it lies under."""

from __future__ import annotations

from pathlib import Path

from content.test_geospatial_ogc import tried

from harness.evidence import Exchange
from harness.gather.conversations import CONVERSATIONS
from harness.resources import Resource


def test_each_collection_is_read_and_then_its_list(tmp_path: Path) -> None:
    evidence = tried(tmp_path, only=("core/fc-bbox-response",)).evidence
    asked = [
        x.request.target
        for x in evidence.observations
        if isinstance(x, Exchange) and x.id.partition.startswith("conversation:beneath:")
    ]
    for name in ("incidents", "posts"):
        assert asked.index(f"/collections/{name}") < asked.index(f"/collections/{name}/items")
        assert any(target.startswith(f"/collections/{name}/items?bbox=") for target in asked)
        assert any(target.startswith(f"/collections/{name}/items?datetime=") for target in asked)


def test_a_list_that_lies_under_nothing_is_no_such_list() -> None:
    fits = CONVERSATIONS["beneath"].fits
    assert fits(Resource(collection="/a/{id}/b", list="listB", parent="/a"))
    assert not fits(Resource(collection="/a", list="listA"))
