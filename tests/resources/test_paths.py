"""Paths are compared by their segments, whatever their placeholders are called."""

from __future__ import annotations

from harness.resources.paths import lies_on, placeholders, with_above


def test_placeholders_in_their_order() -> None:
    assert placeholders("/a/{b}/c/{d}") == ("b", "d")
    assert placeholders("/a") == ()


def test_on() -> None:
    assert lies_on("/a/{x}", "/a/{y}/")
    assert not lies_on("/a/{x}/b", "/a/{y}")


def test_with_what_it_lies_below() -> None:
    assert with_above("/a/{x}/b/{y}/") == ("/a/{}/b/{}", "/a/{}/b", "/a/{}", "/a")
    assert with_above("/a{x}") == ("/a{x}",)
    assert with_above("/a") == ("/a",)
