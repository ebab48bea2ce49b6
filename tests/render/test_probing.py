"""Each way of probing is said in a phrase."""

from __future__ import annotations

from typing import Any

import pytest

from harness.profile import Probe
from harness.render.probing import probe_words


@pytest.mark.parametrize(
    "ways, words",
    [
        ({"workflow": "close-twice"}, "the workflow close-twice"),
        ({"protocol": "head"}, "the protocol probe head on every operation"),
        ({"protocol": "head", "operations": ("a", "b")}, "the protocol probe head on a, b"),
        ({"conversation": "lifecycle"}, "the conversation lifecycle with each kind of thing that the API keeps"),
        ({"examples": ("*",)}, "the documented examples of every operation"),
        ({"fuzz": ("a",)}, "fuzzing a"),
        ({"stimuli": ("ring",), "with_": {"scene": "bell"}}, "the scene bell: ring"),
    ],
)
def test_a_probe_in_words(ways: dict[str, Any], words: str) -> None:
    assert probe_words(Probe(**ways)) == words
