"""An answer is made another one in one place, and stays as it was in all others."""

from __future__ import annotations

from fault_turns import REPLY

from harness.partner.delivery import Delivery
from harness.partner.otherwise import delivered, head, with_field, without


def test_fields_are_replaced_whatever_their_case() -> None:
    assert [name for name, _ in without(REPLY.headers, "DATE")] == ["Content-Type"]
    assert with_field(REPLY, "content-type", "x").header("Content-Type") == "x"


def test_a_head_tells_the_length_or_what_it_is_told() -> None:
    assert b"\r\nContent-Length: 35\r\n" in head(REPLY)
    assert b"\r\nContent-Length: 3\r\n" in head(REPLY, 3)
    assert delivered(REPLY, Delivery(end="hang")).delivery == Delivery(end="hang")
