"""Shows that a bench sends in its own partition and reads as the judge does."""

from __future__ import annotations

import pytest
from tinyapi.bench import bench, json_reply

from harness.errors import ProfileError
from harness.gather.message import Message


def test_sending_and_reading() -> None:
    made, paper, _ = bench(lambda message, identity: json_reply(200, b'{"id": "n1"}'))
    exchange = made.send(Message(method="GET", target="/notes/n1", headers=()), "a look")
    assert paper.exchanges == [exchange]
    assert (exchange.id.partition, exchange.identity, exchange.intent) == ("p", "own-agency", "a look")
    assert made.read(exchange).operation_id == "getNote"
    assert made.read(exchange).reply_json == {"id": "n1"}


def test_operations_and_webhooks_by_their_id() -> None:
    made, _, _ = bench(lambda message, identity: json_reply(200))
    assert made.operation("getNote").path == "/notes/{noteId}"
    assert made.operation("noteChanged").direction == "webhook"
    with pytest.raises(ProfileError, match="sing"):
        made.operation("sing")
