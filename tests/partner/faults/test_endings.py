"""What is broken off says how far it came, and whether the call was acted upon."""

from __future__ import annotations

import pytest
from fault_turns import REPLY, fault, turn

from harness.partner.otherwise import head


@pytest.mark.parametrize("kind, end", [("reset-before", "reset"), ("no-answer", "hang")])
def test_what_is_not_acted_upon_is_not_answered(kind: str, end: str) -> None:
    reply = fault(kind).instead(turn())
    assert reply is not None
    assert reply.delivery is not None
    assert (reply.delivery.end, reply.delivery.data) == (end, b"")


def test_a_lost_acknowledgement_is_acted_upon() -> None:
    assert fault("lost-acknowledgement").instead(turn()) is None
    delivery = fault("lost-acknowledgement").spoilt(REPLY, turn()).delivery
    assert delivery is not None
    assert (delivery.end, delivery.data) == ("close", b"")


@pytest.mark.parametrize("seed", range(5))
def test_a_reset_in_the_middle_cuts_the_content(seed: int) -> None:
    delivery = fault("reset-during").spoilt(REPLY, turn(seed)).delivery
    assert delivery is not None
    whole = head(REPLY) + REPLY.body
    assert len(head(REPLY)) <= len(delivery.data) < len(whole)
    assert whole.startswith(delivery.data)
    assert (delivery.end, delivery.why) == ("reset", "reset")


def test_after_the_answer_the_answer_is_whole() -> None:
    delivery = fault("reset-after").spoilt(REPLY, turn()).delivery
    assert delivery is not None
    assert (delivery.data, delivery.end, delivery.why) == (head(REPLY) + REPLY.body, "reset", "")


def test_content_is_shorter_or_longer_than_is_said() -> None:
    cut = fault("truncated-body").spoilt(REPLY, turn()).delivery
    more, less = (fault("wrong-content-length", by=by).spoilt(REPLY, turn()).delivery for by in (7, -5))
    assert cut is not None
    assert more is not None
    assert less is not None
    assert (cut.data, cut.why) == (head(REPLY) + REPLY.body[:17], "length")
    assert (more.data, more.why) == (head(REPLY, 42) + REPLY.body, "length")
    assert (less.data, less.why) == (head(REPLY, 30) + REPLY.body, "malformed")
