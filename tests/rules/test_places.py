"""A pointer covers itself and what lies below it."""

from __future__ import annotations

import pytest

from harness.rules.places import covers, stands


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
        ("/a/*/b", "/a/3/b", True),
        ("/a/*/b", "/a/3/b/c", True),
        ("/a/*/b", "/a/3/c", False),
        ("/a/*", "/a", False),
    ],
)
def test_covers(outer: str, pointer: str, expected: bool) -> None:
    assert covers(outer, pointer) is expected


@pytest.mark.parametrize(
    "pointer, expected",
    [
        ("", True),
        ("/a", True),
        ("/b", False),
        ("/a/0/n", True),
        ("/a/*/n", True),
        ("/a/*/m", False),
        ("/a/9", False),
        ("/x~1y", True),
        ("/a/0/n/deeper", False),
    ],
)
def test_what_stands(pointer: str, expected: bool) -> None:
    assert stands({"a": [{"n": None}, {}], "x/y": 1}, pointer) is expected
