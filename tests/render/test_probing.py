"""Each way of probing is said in a phrase."""

from __future__ import annotations

from typing import Any

import pytest

from harness.gather import conversations as gather
from harness.profile import Probe
from harness.render.probing import CONVERSATIONS, need_words, probe_words


@pytest.mark.parametrize(
    "ways, words",
    [
        ({"workflow": "close-twice"}, "the workflow close-twice"),
        ({"protocol": "head"}, "the protocol probe head on every operation"),
        ({"protocol": "head", "operations": ("a", "b")}, "the protocol probe head on a, b"),
        ({"conversation": "lifecycle"}, f"the conversation lifecycle ({CONVERSATIONS['lifecycle']})"),
        ({"examples": ("*",)}, "the documented examples of every operation"),
        ({"fuzz": ("a",)}, "fuzzing a"),
        ({"stimuli": ("ring",), "with_": {"scene": "bell"}}, "the scene bell: ring"),
    ],
)
def test_a_probe_in_words(ways: dict[str, Any], words: str) -> None:
    assert probe_words(Probe(**ways)) == words


def test_a_workflow_is_said_with_what_happens_in_it() -> None:
    summaries = {"close-twice": "Closed twice, as two desks would."}
    probe = Probe(workflow="close-twice")
    assert probe_words(probe, summaries) == "the workflow close-twice (closed twice, as two desks would)"
    assert probe_words(probe, {"other": "Other."}) == "the workflow close-twice"

    assert probe_words(probe, {"close-twice": "UPRN of twelve."}).endswith("(UPRN of twelve)")


@pytest.mark.parametrize(
    "need, words",
    [
        ("inbound", "an address at which the product can call"),
        ("fixture:uprn", "uprn in the run file"),
        ("identity:other-agency", "a credential of its own for other-agency"),
        ("write", "write"),
    ],
)
def test_a_need_in_words(need: str, words: str) -> None:
    assert need_words(need) == words


def test_every_conversation_is_said() -> None:
    assert CONVERSATIONS.keys() == gather.CONVERSATIONS.keys()
