"""A script is played without any network: the same seed and calls give the same answers."""

from __future__ import annotations

import json
from typing import Any

import pytest
from partner_acts import NOW, SECRET, World
from partner_client import MOCK, note

from harness.expression import Headers
from harness.partner.authority import Authority
from harness.partner.call import Reply
from harness.partner.defects import defective
from harness.partner.described import contract_of
from harness.partner.play import Play, stocked
from harness.partner.store import Store

BASE = "/incident-transfer/v1"


class Played:
    """The reference receiver, played by hand."""

    def __init__(self, *defects: str, seed: int = 1) -> None:
        script, mock = defective(MOCK, defects)
        self.play = Play(script, mock, Authority(script.authority, SECRET), contract_of(script, mock))
        self.world = World()
        self.world.store = stocked(script, Store(seed))
        form = f"grant_type=client_credentials&client_id=own-agency&client_secret={SECRET}"
        reply = self.ask("POST", "/oauth/token", form.encode(), {"Content-Type": "application/x-www-form-urlencoded"})
        self.token = json.loads(reply.body)["access_token"]

    def ask(self, method: str, target: str, body: bytes = b"", headers: dict[str, str] | None = None) -> Reply:
        return self.play.reply(self.world, method, target, Headers((headers or {}).items()), body)

    def call(self, method: str, path: str, value: Any = None) -> Reply:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        return self.ask(method, BASE + path, json.dumps(value).encode(), headers)


def an_incident(number: int = 1) -> dict[str, Any]:
    return {
        "messageId": f"00000001-5a0c-4e1d-8b7a-3c9d2e4f{number:04}",
        "sender": {"agency": "GB-POL-X01", "author": "A. Sampl", "role": "supervisor"},
        "sentAt": "2027-01-15T08:00:00Z",
        "receiver": {"agency": "GB-FRS-X02"},
        "sourceReference": "X",
        "type": "fire",
        "location": {"uprn": "1"},
        "narrative": "N",
    }


def told(seed: int) -> list[bytes]:
    played = Played(seed=seed)
    created = played.call("POST", "/incidents", an_incident())
    path = f"/incidents/{json.loads(created.body)['sharedIncidentId']}"
    for _, then in played.world.waiting:
        then()
    return [created.body, *(played.call("GET", path + part).body for part in ("", "/history", "/acknowledgements"))]


def test_the_same_seed_and_calls_give_the_same_answers() -> None:
    assert told(1) == told(1)
    assert told(1) != told(2)


@pytest.mark.parametrize(
    "method, target, status, allow",
    [
        ("GET", "/nowhere", 404, None),
        ("GET", BASE, 404, None),
        ("GET", BASE + "/agencies/", 404, None),
        ("GET", BASE + "x/agencies", 404, None),
        ("GET", "*", 400, None),
        ("OPTIONS", BASE + "/agencies", 405, "GET, HEAD"),
        ("TRACE", BASE + "/incidents/x/log-entries", 405, "GET, HEAD, POST"),
        ("OPTIONS", "*", 405, "GET, PATCH, POST"),
        ("QUERY", BASE + "/incidents/x/log-entries", 501, None),
        ("PUT", BASE + "/incidents/x/log-entries/y", 405, "GET, HEAD"),
        ("GET", BASE + "/incidents", 405, "POST"),
        ("HEAD", BASE + "/incidents", 405, "POST"),
        ("GET", "/oauth/token", 405, "POST"),
        ("GET", BASE + "/agencies", 401, None),
        ("HEAD", BASE + "/agencies", 401, None),
        ("GET", "http://anyone" + BASE + "/agencies?x=http://y", 401, None),
    ],
)
def test_paths_and_methods_are_told_apart(method: str, target: str, status: int, allow: str | None) -> None:
    reply = Played().ask(method, target)
    assert (reply.status, reply.header("allow")) == (status, allow)
    assert json.loads(reply.body)["status"] == status
    assert reply.header("content-type") == "application/problem+json"
    assert (reply.header("server"), reply.header("cache-control")) == ("control-room", "no-store")


def test_a_field_that_an_answer_sets_itself_is_not_given_twice() -> None:
    reply = Played("cacheable-incident").call("GET", "/incidents/x")
    assert [name for name, _ in reply.headers].count("Cache-Control") == 1


def test_only_a_success_is_remembered() -> None:
    played, body = Played(), an_incident()
    assert played.call("POST", "/incidents", {**body, "receiver": {"agency": "GB-POL-X99"}}).status == 422
    assert played.call("POST", "/incidents", body).status == 201
    assert played.call("POST", "/incidents", body).status == 201
    assert len(played.world.store.answered) == 1


def test_a_message_is_remembered_by_operation_and_path_too() -> None:
    played = Played()
    one, other = (
        json.loads(played.call("POST", "/incidents", an_incident(number)).body)["sharedIncidentId"] for number in (1, 2)
    )
    entry = {**note(), "sentAt": "2027-01-15T08:00:00Z", "occurredAt": "2027-01-15T08:00:00Z"}
    assert played.call("POST", f"/incidents/{one}/log-entries", entry).status == 201
    assert played.call("POST", f"/incidents/{other}/log-entries", entry).status == 409


def test_a_decision_comes_soon_or_too_late() -> None:
    for defects, late in (((), False), (("acknowledges-late",), True)):
        played = Played(*defects)
        assert played.call("POST", "/incidents", an_incident()).status == 201
        ((seconds, _),) = played.world.waiting
        assert (seconds > 16) is late


def test_waiting_is_said_in_the_reply() -> None:
    played = Played("slow-reads")
    created = played.call("POST", "/incidents", an_incident())
    assert created.pause == 0
    assert played.call("GET", f"/incidents/{json.loads(created.body)['sharedIncidentId']}").pause > 2


def test_replies_that_the_host_gives_itself_are_finished_alike() -> None:
    reply = Played("no-allow").play.spoken(World(), Reply(status=405, headers=(("Allow", "GET"),)))
    assert reply.header("allow") is None
    assert reply.header("server") == "control-room"


def test_the_clock_is_the_one_that_was_handed_in() -> None:
    created = json.loads(Played().call("POST", "/incidents", an_incident()).body)
    assert created["recordedAt"] == "2027-01-15T08:00:00.000+00:00"
    assert NOW == 1_800_000_000
