"""Calls that a partner makes itself come twice, or overtake each other."""

from __future__ import annotations

import threading

import requests
from fault_turns import fault
from partner_client import MOCK, Client

from harness.partner.faults.base import OfCallbacks
from harness.partner.faults.choosing import written
from harness.partner.host import Heard, running
from harness.partner.outgoing import Ended, Outgoing, unkept


def sent(kind: str, held: list[bytes], body: bytes) -> list[bytes]:
    found = fault(kind)
    assert isinstance(found, OfCallbacks)
    return found.sent(held, body)


def test_a_call_is_doubled_or_held() -> None:
    held: list[bytes] = []
    assert sent("duplicate-delivery", held, b"1") == [b"1", b"1"]
    assert sent("out-of-order-delivery", held, b"1") == []
    assert held == [b"1"]


def statuses(fault_name: str, calls: int) -> list[str]:
    """Return the acknowledgements that a partner sends to itself, by their status, as they arrive."""
    heard: list[str] = []
    enough = threading.Event()

    def hear(one: Heard) -> None:
        if one.target == "/notices":
            heard.append("accepted" if b'"accepted"' in one.body else "received")
            if len(heard) >= calls:
                enough.set()

    def begins(outgoing: Outgoing) -> Ended:
        named.append(outgoing.fault)
        return unkept(outgoing)

    named: list[str] = []
    faults = [written(fault_name, {})]
    with running(MOCK, hear=hear, faults=faults, begins=begins) as partner, Client(partner) as client:
        root = partner.url.removesuffix("/incident-transfer/v1")
        assert requests.get(root, timeout=5).status_code == 404
        client.create(callbackUrl=f"{root}/notices")
        assert enough.wait(10)
    # What evidence calls them: the one that waited is out of its turn, and the other is not.
    assert named == ([fault_name] * 4 if calls > 2 else ["", faults[0].name])
    return heard[:calls]


def test_they_come_so() -> None:
    assert sorted(statuses("duplicate-delivery", 4)) == ["accepted", "accepted", "received", "received"]
    assert statuses("out-of-order-delivery:callback:1", 2) == ["accepted", "received"]
