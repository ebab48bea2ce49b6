"""Schemas are found by the names that they give themselves."""

from __future__ import annotations

from typing import Any

import pytest

from harness.contract.names import collect, joined

TREE: dict[str, Any] = {
    "$id": "https://example.org/all",
    "a": {"$id": "one", "$defs": {"b": {"$anchor": "x"}, "c": {"$dynamicAnchor": "t"}}},
    "list": [{"$anchor": "x"}, {"$anchor": "y"}, {"$anchor": "y", "$id": 7}],
}
FOUND = collect(TREE)


def test_resources_have_absolute_names() -> None:
    assert FOUND.resources == {"": "https://example.org/all", "/a": "https://example.org/one"}


@pytest.mark.parametrize(
    "pointer, resource", [("", ""), ("/a", "/a"), ("/a/$defs/b", "/a"), ("/ab", ""), ("/list/0", "")]
)
def test_everything_lies_in_the_nearest_resource(pointer: str, resource: str) -> None:
    assert FOUND.resource(pointer) == resource


def test_anchors_belong_to_their_resource() -> None:
    assert FOUND.anchors == {
        ("/a", "x"): ["/a/$defs/b"], ("/a", "t"): ["/a/$defs/c"], ("", "x"): ["/list/0"],
        ("", "y"): ["/list/1", "/list/2"],
    }  # fmt: skip
    assert {name: sorted(places) for name, places in FOUND.anywhere.items()} == {
        "x": ["/a/$defs/b", "/list/0"], "t": ["/a/$defs/c"], "y": ["/list/1", "/list/2"],
    }  # fmt: skip
    assert FOUND.dynamic == {"/a": {"t": "/a/$defs/c"}}


def test_what_is_no_address_stays_as_it_is() -> None:
    assert joined("https://example.org/a", "b") == "https://example.org/b"
    assert joined("https://example.org/a", "http://[") == "http://["
