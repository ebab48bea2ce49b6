"""Paths are compared by their segments, whatever their placeholders are called."""

from __future__ import annotations

from harness.resources.paths import lies_on, lies_under, placeholders


def test_placeholders_in_their_order() -> None:
    assert placeholders("/a/{b}/c/{d}") == ("b", "d")
    assert placeholders("/a") == ()


def test_on_and_under() -> None:
    assert lies_on("/a/{x}", "/a/{y}/")
    assert not lies_on("/a/{x}/b", "/a/{y}")
    assert lies_under("/a/{x}/b", "/a/{y}")
    assert lies_under("/a/{x}", "/a/{y}")
    assert not lies_under("/a{x}", "/a")
    assert not lies_under("/ab", "/a")
