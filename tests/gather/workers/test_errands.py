"""What a run and its workers say to each other travels between processes."""

from __future__ import annotations

import multiprocessing

import pytest

from harness.gather.plan import PartitionPlan
from harness.gather.restraint.limits import Lease
from harness.gather.workers.errands import Answer, Do, Ended, Idle, NeedsToken, Rest, Said, Sent, Stopped, Token, Wants

PART = PartitionPlan(name="fuzz:a", kind="fuzz", what="", operation="a", settings={"cases": 3})


@pytest.mark.parametrize(
    "said",
    [
        *(Wants(3), NeedsToken("own-agency", "old"), Sent("fuzz:a", 5), Ended("fuzz:a", fault="KeyError"), Idle()),
        *(Stopped("limit: x"), Do(PART, "fuzz:a~2"), Rest("limit: x"), Token(text="t"), Token(why="no")),
        Lease(first=1, interval=2, count=3, until=4),
    ],
)
def test_it_arrives_as_it_was_said(said: Said | Answer) -> None:
    ours, theirs = multiprocessing.Pipe()
    ours.send(said)
    assert theirs.recv() == said
