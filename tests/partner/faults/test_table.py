"""Every fault shows on the wire, and evidence names it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import requests
from fault_turns import fault, turn
from partner_client import MOCK, Client, note, spoken

from harness import evidence
from harness.evidence import Partial, Response, Silence
from harness.partner.call import Reply
from harness.partner.faults.choosing import written
from harness.partner.faults.file import list_faults
from harness.partner.faults.table import FAULTS
from harness.partner.host import running
from harness.partner.recording import Taken, as_sent
from harness.partner.script import read

NAMED = list_faults(read(MOCK))
GET = b"GET /incident-transfer/v1/agencies?limit=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer "


def status(code: int) -> Callable[[bytes], bool]:
    return lambda answer: answer.startswith(b"HTTP/1.1 %d " % code)


def has(pattern: bytes) -> Callable[[bytes], bool]:
    return lambda answer: re.search(pattern, answer, re.DOTALL | re.IGNORECASE) is not None


SHOWS: dict[str, tuple[Callable[[bytes], bool], type[evidence.Reply]]] = {
    "latency-normal": (status(200), Response),
    "bandwidth": (has(rb"^HTTP/1.1 200 OK.*\}$"), Response),
    "slow-headers": (has(rb"^HTTP/1.1 200 OK.*\}$"), Response),
    "dribble": (has(rb"chunked.*\r\n0\r\n\r\n$"), Response),
    "reset-before": (has(rb"^<reset>$"), Silence),
    "reset-during": (has(rb"^HTTP/1.1 200 OK.*<reset>$|^<reset>$"), Partial),
    "reset-after": (has(rb"^HTTP/1.1 200 OK.*\}<reset>$"), Response),
    "lost-acknowledgement": (has(rb"^$"), Silence),
    "truncated-body": (has(rb"^HTTP/1.1 200 OK.*[^}]$"), Partial),
    "wrong-content-length": (has(rb"^HTTP/1.1 200 OK"), Partial),
    "malformed-json": (has(rb",$"), Response),
    "wrong-media-type": (has(rb"content-type: text/html"), Response),
    "wrong-charset": (has(rb"charset=utf-16.*\xff\xfe"), Response),
    "schema-violation": (status(200), Response),
    "unknown-properties": (has(rb"x-further"), Response),
    "too-many-requests": (has(rb"^HTTP/1.1 429 .*retry-after: 1\r\n"), Response),
    "unavailable": (has(rb"^HTTP/1.1 503 .*retry-after: 1\r\n"), Response),
    "server-error": (status(500), Response),
    "conflict": (status(409), Response),
    "refused": (status(422), Response),
    "gone": (status(410), Response),
    "redirect": (has(rb"^HTTP/1.1 307 .*location: http://localhost:\d+/incident-transfer/v1/agencies"), Response),
    "expired-token": (has(rb"^HTTP/1.1 401 .*invalid_token"), Response),
    "rotated-secret": (has(rb"^HTTP/1.1 401 .*invalid_token"), Response),
    "rotated-key": (has(rb"^HTTP/1.1 401 .*invalid_token"), Response),
    "clock-skew": (status(200), Response),
}
OF_TOKENS = {"bad-token", "short-lived-token", "no-token"}
APART = {"duplicate-delivery", "out-of-order-delivery", "bad-certificate"} | OF_TOKENS
"""Shown by tests of their own."""
NEVER = {"no-answer"}
"""A connection that stays open shows nothing that could be waited for."""


def test_every_fault_is_shown_here_or_apart() -> None:
    assert {written(text, NAMED).play.__struct_config__.tag for text in SHOWS} | APART | NEVER == set(FAULTS)


@pytest.mark.parametrize("text", SHOWS)
def test_it_shows_and_is_named(text: str) -> None:
    chosen = written(text, NAMED)
    kept: list[Taken] = []
    with running(MOCK, keep=kept.append, faults=[chosen]) as partner, Client(partner) as client:
        del kept[:]
        answer = spoken(client, GET + client.token().encode() + b"\r\n\r\n")
    shows, kind = SHOWS[text]
    assert shows(answer), answer
    (call,) = (one for one in kept if one.operation != "token")
    assert (call.fault, type(call.reply)) == (chosen.name, kind)
    if text not in ("rotated-secret", "rotated-key"):
        assert call.client == "own-agency"


def test_only_the_call_that_is_chosen_is_played_on() -> None:
    chosen = [written("server-error:listAgencies:3", {}), written("gone:getIncident", {})]
    with running(MOCK, faults=chosen) as partner, Client(partner) as client:
        assert [client.get("/agencies").status_code for _ in range(4)] == [200, 200, 500, 200]
        path = client.create()
        assert client.get(path).status_code == 410


def test_what_was_not_answered_was_done_or_not() -> None:
    for name, count in (("lost-acknowledgement:addLogEntry:1", 1), ("reset-before:addLogEntry:1", 0)):
        with running(MOCK, faults=[written(name, {})]) as partner, Client(partner) as client:
            path = client.create()
            with pytest.raises(requests.ConnectionError):
                client.post(f"{path}/log-entries", note())
            assert client.get(f"{path}/log-entries").json()["total"] == count


def test_who_follows_to_another_host_is_kept() -> None:
    kept: list[Taken] = []
    faults = [written("redirect:listAgencies:1", {})]
    with running(MOCK, keep=kept.append, faults=faults) as partner, Client(partner) as client:
        client.get("/agencies")
    parties = [one.party for one in kept if one.operation != "token"]
    assert parties == ["", "elsewhere"]


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_no_fault_puts_content_where_none_is_awaited(name: str) -> None:
    play = fault(name)
    reply = play.instead(turn()) or play.spoilt(Reply(status=204, headers=(("ETag", '"1"'),)), turn())
    sent = as_sent(reply, "DELETE")
    if reply.status == 204 and name != "wrong-content-length":
        octets = reply.delivery.data if reply.delivery is not None else b""
        assert octets.partition(b"\r\n\r\n")[2] == b""
        assert b"content-length" not in octets.lower()
        assert getattr(sent, "body", b"") == b""
