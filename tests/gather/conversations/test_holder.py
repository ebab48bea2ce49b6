"""What a workflow is about is the first thing that holds something; where nothing does it is the first of all."""

from __future__ import annotations

from pathlib import Path

import pytest
from content.test_geospatial_ogc import tried

from harness.evidence import Exchange


@pytest.mark.parametrize(
    "defect, expected",
    [
        ("", ["incidents"]),
        ("first-is-empty", ["drafts", "incidents"]),
        ("coverages-first", ["incidents"]),
        ("nothing-held", ["incidents", "posts", "incidents"]),
    ],
)
def test_it_is_looked_for_before_the_workflow(tmp_path: Path, defect: str, expected: list[str]) -> None:
    evidence = tried(tmp_path, defect, only=("core/f-op",)).evidence
    asked = [x.request.target for x in evidence.observations if isinstance(x, Exchange)]
    items = [target for target in asked if target.endswith("/items?limit=1")]
    chosen = next(target for target in asked if target.endswith("/items?limit=3"))
    assert asked.index("/collections") < asked.index(items[0])
    looked = [target.split("/")[2] for target in (*items, *([chosen] if defect == "nothing-held" else []))]
    assert looked == expected
    assert chosen.split("/")[2] == expected[-1]


def test_where_there_is_no_list_of_such_things_the_workflow_is_not_walked(tmp_path: Path) -> None:
    evidence = tried(tmp_path, "collections-gone", only=("core/f-op",)).evidence
    asked = [x.request.target for x in evidence.observations if isinstance(x, Exchange)]
    assert not any(target.endswith("/items?limit=3") for target in asked)
