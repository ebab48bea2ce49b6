"""A fault that says nothing changes nothing."""

from __future__ import annotations

from fault_turns import REPLY, turn

from harness.partner.delivery import Delivery
from harness.partner.faults.base import Fault, OfCallbacks, delivered, head, with_field, without


def test_nothing_is_changed_by_what_every_fault_has() -> None:
    plain = Fault()
    plain.begin(turn())
    assert (plain.instead(turn()), plain.spoilt(REPLY, turn()), plain.shift) == (None, REPLY, 0.0)
    assert OfCallbacks().sent([], b"x") == [b"x"]


def test_fields_are_replaced_whatever_their_case() -> None:
    assert [name for name, _ in without(REPLY.headers, "DATE")] == ["Content-Type"]
    assert with_field(REPLY, "content-type", "x").header("Content-Type") == "x"


def test_a_head_tells_the_length_or_what_it_is_told() -> None:
    assert b"\r\nContent-Length: 35\r\n" in head(REPLY)
    assert b"\r\nContent-Length: 3\r\n" in head(REPLY, 3)
    assert delivered(REPLY, Delivery(end="hang")).delivery == Delivery(end="hang")
