"""Replacements in a payload."""

import pytest

from harness.arazzo.raw import ArazzoError
from harness.arazzo.replace import replace

PAYLOAD = {"a": {"b": [1, {"c/d": 2}]}}


@pytest.mark.parametrize(
    "target,made",
    [
        ("", 9),
        ("/a", {"a": 9}),
        ("/a/b/0", {"a": {"b": [9, {"c/d": 2}]}}),
        ("/a/b/1/c~1d", {"a": {"b": [1, {"c/d": 9}]}}),
        ("/a/new", {"a": {"b": [1, {"c/d": 2}], "new": 9}}),
    ],
)
def test_a_value_is_set_in_a_copy(target: str, made: object) -> None:
    assert replace(PAYLOAD, target, 9, "here") == made
    assert PAYLOAD == {"a": {"b": [1, {"c/d": 2}]}}


@pytest.mark.parametrize("target", ["a", "/x/y", "/a/b/2", "/a/b/-", "/a/b/0/x", "/~"])
def test_a_place_that_is_not_there_is_refused(target: str) -> None:
    with pytest.raises(ArazzoError) as caught:
        replace(PAYLOAD, target, 9, "file, step s")
    assert caught.value.where.startswith("file, step s")


def test_a_payload_that_is_an_expression_has_no_places_yet() -> None:
    with pytest.raises(ArazzoError):
        replace("$inputs.whole", "/a", 1, "here")
