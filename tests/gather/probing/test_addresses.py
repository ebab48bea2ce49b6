"""Addresses that may not be called are tried with our own port, and none is where anybody listens."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import pytest
from tinyapi.bench import bench, inputs, json_reply, operation

from harness.gather.probing.addresses import HOSTS, INWARD, takes_callbacks
from harness.gather.probing.protocol import probe
from harness.resources.hosts import inward


def tried(public_url: str, kind: str = "callback-addresses") -> list[str]:
    made, paper, _ = bench(lambda message, identity: json_reply(400), inputs=inputs(public_url=public_url))
    probe(kind, made, operation("createNote"), {"noteId": "n1"}, {})
    return [json.loads(x.request.body)["callbackUrl"] for x in paper.exchanges]


def test_two_without_tls_and_each_form_of_a_private_address() -> None:
    sent = tried("https://127.0.0.1:4443/token")
    assert sent[:2] == ["http://subscriber.example.org/events", "http://127.0.0.1:4443/token/events"]
    assert {urlsplit(address).port for address in sent[2:]} == {4443}
    assert all(map(inward, sent[2:]))
    assert len({inward(address) for address in sent[2:]}) == 11


def test_none_is_our_own_address_in_any_form() -> None:
    for address in tried("https://127.0.0.1:4443/token")[2:]:
        host = str(urlsplit(address).hostname)
        assert host not in ("127.0.0.1", "2130706433", "0x7f000001", "127.1", "0177.0.0.1")
    assert len(HOSTS) == len(set(HOSTS))


def test_without_a_port_of_ours_none_is_given() -> None:
    assert urlsplit(tried("https://hub.example.org/token")[-1]).port is None


def test_addresses_that_lead_inward() -> None:
    assert tried("https://127.0.0.1:4443/token", "inward-callbacks") == list(INWARD)


@pytest.mark.parametrize("name, takes", [("createNote", True), ("listNotes", False)])
def test_what_can_take_an_address(name: str, takes: bool) -> None:
    assert takes_callbacks(operation(name)) is takes
