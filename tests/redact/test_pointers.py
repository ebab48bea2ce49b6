"""Patterns of pointers match what lies at and below a place."""

from __future__ import annotations

import pytest

from harness.redact.pointers import compiled


@pytest.mark.parametrize(
    "pattern, pointer, matches",
    [
        ("/a", "/a", True),
        ("/a", "/a/b/0", True),
        ("/a", "/ab", False),
        ("/a", "/b/a", False),
        ("/*/a", "/0/a", True),
        ("/*/a", "/a", False),
        ("/*/a", "/0/1/a", False),
        ("/**/a", "/a", True),
        ("/**/a", "/0/x/a/b", True),
        ("/a.b", "/axb", False),
        ("/a~1b", "/a~1b", True),
        ("", "/anything", True),
        ("", "", True),
        ("/*", "/", True),
    ],
)
def test_a_pattern_matches(pattern: str, pointer: str, matches: bool) -> None:
    assert bool(compiled((pattern,))[0](pointer)) is matches


@pytest.mark.parametrize(
    "patterns, names",
    [
        (("/a/*/name", "/b/**"), (b'"name"', b'"b"')),
        (("/a/0",), (b'"a"',)),
        (("/a", "/*"), None),
        (("/a~1b",), None),
        (("/\u00e9",), None),
        (("",), None),
    ],
)
def test_a_body_is_looked_at_only_if_it_has_a_name(patterns: tuple[str, ...], names: tuple[bytes, ...] | None) -> None:
    assert compiled(patterns)[1] == names
