"""Shows how the exchanges of a partition are named, and which requests are signed as usual."""

from __future__ import annotations

from typing import Any

import pytest
from tinyapi.bench import StillClock

from harness.evidence import ExchangeId
from harness.gather.transmission.letter import USUAL, Letter, Partition


def letter(identity: str, **facts: str) -> Letter:
    anything: Any = None
    return Letter(
        partition=Partition("p", StillClock()),
        origin=anything,
        composed=anything,
        to_party="product",
        identity=identity,
        probe="",
        intent="",
        queued=0,
        facts=facts,
        manner=USUAL,
    )


def test_a_partition_counts_its_exchanges_on_from_where_it_ended() -> None:
    partition = Partition("p", StillClock(), start_ordinal=5)
    assert [partition.next_id(), partition.next_id()] == [ExchangeId("p", 5), ExchangeId("p", 6)]


@pytest.mark.parametrize(
    "identity, facts, usual",
    [
        ("own-agency", {}, True),
        ("other-agency", {"credential": "genuine"}, True),
        ("own-agency", {"credential": "absent"}, True),
        ("other-agency", {"credential": "absent"}, False),
        ("own-agency", {"credential": "tampered"}, False),
    ],
)
def test_no_credential_is_usual_for_our_own_agency_alone(identity: str, facts: dict[str, str], usual: bool) -> None:
    assert letter(identity, **facts).usual is usual
