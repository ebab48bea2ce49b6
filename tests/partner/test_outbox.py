"""Calls back are made to this machine alone, in order, and again when they fail."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import jsonschema_rs
import pytest
from listener import Listener, listening
from partner_acts import CONTRACT
from partner_client import Client, message, methane, receiver

from harness.partner import outbox
from harness.partner.outbox import Outbox, reachable


@pytest.mark.parametrize(
    "url, expected",
    [
        ("http://127.0.0.1:1/x", True),
        ("http://localhost:1/x", True),
        ("http://[::1]:1/x", True),
        ("https://sender.example.org/x", False),
        ("http://192.168.0.1/x", False),
        ("http://169.254.169.254/x", False),
        ("ftp://127.0.0.1/x", False),
        ("http://127.0.0.1:99999/x", False),
        ("http://[nonsense/x", False),
        ("", False),
    ],
)
def test_only_this_machine_is_called(url: str, expected: bool) -> None:
    assert reachable(url) is expected


def test_a_host_that_is_allowed_is_called_by_its_exact_name() -> None:
    allowed = frozenset({"sender.example.org"})
    assert reachable("https://sender.example.org/x", allowed)
    assert not reachable("https://another.sender.example.org/x", allowed)
    assert not reachable("https://192.168.0.1/x", allowed)


def send(*bodies: bytes, url: str, until: Callable[[], bool]) -> None:
    """Send from an outbox, and close it when something holds."""

    async def main() -> None:
        box = Outbox()
        for body in bodies:
            box.send(url, body)
        async with asyncio.timeout(5):
            while not until():
                await asyncio.sleep(0.005)
        await box.close()

    asyncio.run(main())


def test_calls_to_one_url_keep_their_order_and_failed_ones_are_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "GAPS", (0.0, 0.0, 0.0))
    with listening(lambda number: 503 if number in (0, 2) else 204) as listener:
        bodies = [json.dumps({"n": number}).encode() for number in range(4)]
        send(*bodies, url=listener.url, until=lambda: listener.calls.qsize() == 4)
        assert [listener.next()["n"] for _ in range(4)] == [0, 1, 2, 3]
        assert listener.count == 6


@pytest.mark.parametrize("status, calls", [(410, 1), (404, 2), (302, 8), (500, 8)])
def test_what_ends_the_attempts(status: int, calls: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """410 ends all calls, a refusal the one; redirects are not followed, and count as failures."""
    monkeypatch.setattr(outbox, "GAPS", (0.0, 0.0, 0.0))
    with listening(lambda _: status) as listener:
        # A queue that has been worked off is gone; what is asked for last is what was there before the close.
        send(b"1", b"2", url=listener.url, until=lambda: listener.count >= calls)
        assert listener.count == calls


def test_a_receiver_that_is_not_there_harms_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "GAPS", (0.0,))
    with listening() as listener:
        gone = listener.url
    send(b"1", url=gone, until=lambda: True)


def validator(name: str) -> jsonschema_rs.Draft202012Validator:
    operation = CONTRACT.operation(name)
    assert operation is not None
    schema: Any = operation.request_bodies["application/json"].schema
    return jsonschema_rs.Draft202012Validator(schema.plain(), validate_formats=True)


ACKNOWLEDGED, CHANGED = validator("acknowledgementNotified"), validator("incidentChanged")


def told(client: Client, listener: Listener) -> list[dict[str, Any]]:
    """All that is told of an incident that is taken over and becomes a major one."""
    path = client.create(callbackUrl=listener.url)
    received, accepted = listener.next(), listener.next()
    for major in (False, True, True):
        assert client.post(f"{path}/methane", methane(majorIncident=major)).status_code == 201
    client.post(f"{path}/updates", message(changes={"type": "fire"}))
    client.patch(path, message(type="flood"), '"2"')
    client.close(path)
    return [received, accepted, *(listener.next() for _ in range(6))]


def test_the_perfect_receiver_tells_what_happens() -> None:
    with listening() as listener, receiver() as client:
        received, accepted, *changes = told(client, listener)
    assert [notice["acknowledgement"]["status"] for notice in (received, accepted)] == ["received", "accepted"]
    assert all(ACKNOWLEDGED.is_valid(notice) for notice in (received, accepted))
    assert [(notice["change"], notice["version"]) for notice in changes] == [
        ("methane", 1),
        ("major-incident-declared", 1),
        ("methane", 1),
        ("updated", 2),
        ("patched", 3),
        ("closed", 4),
    ]
    assert all(CHANGED.is_valid(notice) for notice in changes)
    assert [notice.get("majorIncident") for notice in changes[:3]] == [False, True, True]


def test_one_receiver_is_silent_about_acknowledgements() -> None:
    with listening() as listener, receiver("silent-acknowledgement") as client:
        path = client.create(callbackUrl=listener.url)
        client.until(f"{path}/acknowledgements", lambda items: len(items) == 2)
        client.post(f"{path}/updates", message(changes={"type": "fire"}))
        assert listener.next()["change"] == "updated"


def test_one_receiver_is_silent_about_major_incidents() -> None:
    with listening() as listener, receiver("silent-on-major") as client:
        path = client.create(callbackUrl=listener.url)
        assert [listener.next()["acknowledgement"]["status"] for _ in range(2)] == ["received", "accepted"]
        for major in (False, True):
            client.post(f"{path}/methane", methane(majorIncident=major))
        client.post(f"{path}/updates", message(changes={"type": "fire"}))
        assert [listener.next()["change"] for _ in range(2)] == ["methane", "updated"]


def test_one_receiver_sends_notices_without_their_identifier() -> None:
    with listening() as listener, receiver("notice-without-id") as client:
        client.create(callbackUrl=listener.url)
        for _ in range(2):
            notice = listener.next()
            assert not ACKNOWLEDGED.is_valid(notice)
            assert ACKNOWLEDGED.is_valid({"messageId": notice["acknowledgement"]["messageId"], **notice})
