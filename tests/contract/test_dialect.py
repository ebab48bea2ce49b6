"""A version that needs no change changes nothing."""

from typing import Any

from harness.contract.dialect import as_it_is


def test_as_it_is_gives_the_very_same_object() -> None:
    node: dict[str, Any] = {"type": "string"}
    assert as_it_is(node) is node
