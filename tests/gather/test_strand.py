"""Shows that a partition knows the last request of ours, and counts calls that came in with the rest."""

from __future__ import annotations

from tinyapi.bench import StillClock

from harness.gather.strand import Strand


def test_calls_that_come_in_are_counted_and_are_not_the_last_request() -> None:
    clock = StillClock()
    strand = Strand("p", clock, 5)
    assert strand.last is None
    sent = strand.next_id()
    clock.sleep(30)
    assert str(strand.inbound_id()) == "p#6"
    assert strand.last == sent
    assert str(strand.next_id()) == "p#7"
    assert strand.now() == 30
