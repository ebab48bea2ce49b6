"""A pointer covers itself and what lies below it."""

from __future__ import annotations

import pytest

from harness.rules.places import covers


@pytest.mark.parametrize(
    "outer, pointer, expected",
    [
        ("", "", True),
        ("", "/a", True),
        ("/", "", False),
        ("/", "/a/0", True),
        ("/a", "/a", True),
        ("/a", "/a/0", True),
        ("/a", "/ab", False),
        ("/a/0", "/a", False),
    ],
)
def test_covers(outer: str, pointer: str, expected: bool) -> None:
    assert covers(outer, pointer) is expected
