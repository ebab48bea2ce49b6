"""A resource names only the operations that are there."""

from __future__ import annotations

from harness.resources import Resource


def test_the_operations_of_a_resource() -> None:
    assert Resource(collection="/things", list="a", delete="b").operations == ("a", "b")
    assert Resource(collection="/things").operations == ()
