"""A fault that says nothing changes nothing."""

from __future__ import annotations

from fault_turns import REPLY, turn

from harness.partner.faults.base import Fault, OfCallbacks


def test_nothing_is_changed_by_what_every_fault_has() -> None:
    plain = Fault()
    plain.begin(turn())
    assert (plain.instead(turn()), plain.spoilt(REPLY, turn()), plain.shift) == (None, REPLY, 0.0)
    assert OfCallbacks().sent([], b"x") == [b"x"]
