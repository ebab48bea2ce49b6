"""What breaks the contract is refused and kept as such before anything is done; what keeps it is taken."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import requests
from partner_client import MOCK, Client, incident, message, new_id, spoken

from harness.contract import Contract, Problem
from harness.evidence import Exchange, ExchangeId, Response
from harness.loading import find, load_bundle
from harness.partner.guard import refusal, said
from harness.partner.host import running
from harness.partner.recording import Taken, exchange_of
from harness.reading import Reading

CONTRACT: Contract = load_bundle(find("incident-transfer@1.0")).contract


def text(**more: Any) -> bytes:
    return json.dumps(incident(**more)).encode()


def without(name: str) -> bytes:
    return json.dumps({key: value for key, value in incident().items() if key != name}).encode()


UPDATE = "/incidents/{id}"
INVALID: dict[str, tuple[str, str, dict[str, str], bytes]] = {
    "no location": ("POST", "/incidents", {}, without("location")),
    "no messageId": ("POST", "/incidents", {}, without("messageId")),
    "a number for a text": ("POST", "/incidents", {}, text(type=7)),
    "a time without offset": ("POST", "/incidents", {}, text(sentAt="2025-03-01T14:00:00")),
    "an identifier that is no uuid": ("POST", "/incidents", {}, text(messageId="17")),
    "an array for an object": ("POST", "/incidents", {}, b"[" + text() + b"]"),
    "no content": ("POST", "/incidents", {}, b""),
    "no JSON": ("POST", "/incidents", {}, b'{"messageId":'),
    "a name twice": ("POST", "/incidents", {}, text()[:-1] + b',"type":"fire"}'),
    "another encoding than UTF-8": ("POST", "/incidents", {}, text().replace(b"Two cars", b"Two c\xe2rs")),
    "another media type": ("POST", "/incidents", {"Content-Type": "text/plain"}, text()),
    "no media type": ("POST", "/incidents", {"Content-Type": ""}, text()),
    "no token": ("GET", "/agencies", {"Authorization": ""}, b""),
    "a token of nobody's": ("GET", "/agencies", {"Authorization": "Bearer made-up"}, b""),
    "a token for reading only": ("POST", "/incidents", {"identity": "read-only"}, text()),
    "no If-Match": ("PATCH", UPDATE, {"Content-Type": "application/merge-patch+json"}, json.dumps(message()).encode()),
    "a path that is not there": ("POST", "/incident", {}, text()),
    "an identifier in the path that is none": ("GET", "/incidents/seventeen", {}, b""),
    "a query that is no number": ("GET", "/agencies?limit=many", {}, b""),
    "a method that is not there": ("PUT", "/incidents", {}, text()),
}
VALID = {
    "an incident": ("POST", "/incidents", {}, text()),
    "a list": ("GET", "/agencies?limit=2", {}, b""),
    "a property that is not known": ("POST", "/incidents", {}, text(messageId=new_id(), further="x")),
}


def called(client: Client, method: str, path: str, headers: dict[str, str], body: bytes) -> requests.Response:
    given = {"Content-Type": "application/json", **headers}
    identity = given.pop("identity", "own-agency")
    given.setdefault("Authorization", f"Bearer {client.token(identity)}")
    sent = {name: value for name, value in given.items() if value}
    return client.session.request(method, client.partner.url + path, data=body or None, headers=sent, timeout=10)


def test_twenty_invalid_calls_are_refused_and_three_valid_ones_taken_and_each_is_kept_before_its_answer() -> None:
    kept: list[Taken] = []
    with running(MOCK, keep=kept.append) as partner, Client(partner) as client:
        path = client.create()
        base = partner.url
        del kept[:]
        statuses: dict[str, int] = {}
        for name, (method, place, headers, body) in {**INVALID, **VALID}.items():
            before = len([one for one in kept if one.operation != "token"])
            reply = called(client, method, place.replace("/incidents/{id}", path), headers, body)
            statuses[name] = reply.status_code
            calls = [one for one in kept if one.operation != "token"]
            assert len(calls) == before + 1
            assert isinstance(calls[-1].reply, Response)
            assert (calls[-1].request.body, calls[-1].reply.status) == (body, reply.status_code)
    assert {name: statuses[name] for name in INVALID if not 400 <= statuses[name] < 500} == {}
    assert [statuses[name] for name in VALID] == [201, 200, 201]
    calls = [one for one in kept if one.operation != "token"]
    read = [Reading(exchange(one), CONTRACT, base) for one in calls]
    # What a credential is worth and what does not exist, the contract cannot tell: the answers say so.
    beyond = ("no token", "a token of nobody's", "a token for reading only")
    judged = {name: x.request_is_valid for name, x in zip(statuses, read, strict=True)}
    assert {name for name, valid in judged.items() if valid} == {*VALID, *beyond}


def exchange(taken: Taken) -> Exchange:
    return exchange_of(taken, ExchangeId("partner:x", 0), MOCK, 0)


def test_what_is_not_http_is_kept_too() -> None:
    kept: list[Taken] = []
    with running(MOCK, keep=kept.append) as partner, Client(partner) as client:
        spoken(client, b"POST /incidents HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n{}")
    (one,) = kept
    assert (one.request.method, one.request.target) == ("POST", "/incidents")
    assert one.request.head.endswith(b"Content-Length: many")
    assert isinstance(one.reply, Response)
    assert one.reply.status == 400


LENIENT = """{name: lenient, title: Lenient, says: Asks nothing., profile: incident-transfer@1.0, role: receiver, %s
authority: {issuer: here, audience: us, clients: {}}, operations: {
  listAgencies: [{id: a, act: reply, body: {items: [], total: 0}}],
  createIncident: [{id: a, act: reply, status: 201, body: {}}]}}"""


def lenient(folder: Path, more: str = "") -> str:
    (folder / "mock.yaml").write_text(LENIENT % more, encoding="utf-8")
    return str(folder)


@pytest.mark.parametrize(
    "content, media_type, status",
    [(b"{}", "application/json", 422), (b"{", "application/json", 400), (b"{}", "text/plain", 415)],
)
def test_a_script_that_asks_nothing_takes_nothing_invalid(
    tmp_path: Path, content: bytes, media_type: str, status: int
) -> None:
    with running(lenient(tmp_path)) as partner:
        alone = requests.get(f"{partner.url}/agencies", timeout=5)
        assert (alone.status_code, alone.headers["WWW-Authenticate"]) == (401, "Bearer")
    (tmp_path / "mock.yaml").write_text(
        (LENIENT % "").replace("createIncident: [", "createIncident: [{id: in, act: authenticate, trust_missing: a},")
        .replace("clients: {}", "clients: {a: {agency: GB-POL-X01, scopes: []}}"),
        encoding="utf-8",
    )  # fmt: skip
    with running(str(tmp_path)) as partner:
        headers = {"Content-Type": media_type}
        reply = requests.post(f"{partner.url}/incidents", data=content, headers=headers, timeout=5)
    assert reply.status_code == status
    assert "breaks the description" in reply.json()["detail"]


def test_a_script_that_says_so_takes_anything(tmp_path: Path) -> None:
    with running(lenient(tmp_path, "validates: false,")) as partner:
        assert requests.post(f"{partner.url}/incidents", data=b"{", timeout=5).status_code == 201


def test_the_first_problem_decides_the_status() -> None:
    assert refusal(()) is None
    wrong = Problem(part="query", code="type", name="limit")
    missing = Problem(part="body", code="required", pointer="/location")
    first = refusal((wrong, missing))
    assert first is not None
    assert first.status == 400
    assert b"the description of the operation: query limit." in first.body
    assert b'"errors":[{"pointer":"/location","detail":"is required"}]' in first.body
    assert [said(one) for one in (wrong, missing)] == ["query: breaks type", "is required"]
