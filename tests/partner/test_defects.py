"""Each planted defect breaks the promise that it names, and the perfect receiver keeps it."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from partner_client import KNOWN, MOCK, OTHER, UNKNOWN, Client, at, incident, message, methane, new_id, note, receiver

from harness.errors import MockError
from harness.loading import find, load_bundle
from harness.partner.defects import DEFECTS, defective, list_defects
from harness.partner.script import read
from harness.profile import RuleCall

Probe = Callable[[Client], bool]
PROBES: dict[str, Probe] = {}


def probe(name: str) -> Callable[[Probe], Probe]:
    """Register the probe that holds of a perfect receiver and not of one with this defect."""

    def register(function: Probe) -> Probe:
        PROBES[name] = function
        return function

    return register


def refused(client: Client, path: str, body: Any) -> bool:
    return client.post(path, body).status_code in (400, 422)


def added(client: Client, path: str, body: dict[str, Any], member: str) -> bool:
    """Whether a member that was sent is read back from the list."""
    reply = client.post(path, body)
    assert reply.status_code == 201, reply.text
    return any(item.get(member) == body[member] for item in client.items(path))


@probe("changes-shared-id")
def _(client: Client) -> bool:
    path = client.create()
    return path.endswith(client.get(path).json()["sharedIncidentId"])


@probe("accepts-no-location")
def _(client: Client) -> bool:
    body = incident()
    del body["location"]
    return refused(client, "/incidents", body)


@probe("accepts-vague-location")
def _(client: Client) -> bool:
    vague = refused(client, "/incidents", incident(location={"description": "by the slipway"}))
    bare = refused(client, "/incidents", incident(location={"coordinate": {"latitude": 52.3, "longitude": -4.8}}))
    assert vague is bare
    return vague


@probe("drops-uprn")
def _(client: Client) -> bool:
    path = client.create(location={"uprn": "999900000001", "address": {"lines": ["Uned 7"]}})
    return client.get(path).json()["location"].get("uprn") == "999900000001"


@probe("accepts-missing-receiver")
def _(client: Client) -> bool:
    body = incident()
    del body["receiver"]
    return refused(client, "/incidents", body)


@probe("accepts-unknown-destination")
def _(client: Client) -> bool:
    return refused(client, "/incidents", incident(receiver={"agency": UNKNOWN}))


@probe("rejects-without-reason")
def _(client: Client) -> bool:
    return refused(client, f"{client.create()}/acknowledgements", message(acknowledges=new_id(), status="rejected"))


def decided(items: list[dict[str, Any]]) -> bool:
    return any(item["status"] == "accepted" for item in items)


@probe("one-acknowledgement")
def _(client: Client) -> bool:
    items = client.until(f"{client.create()}/acknowledgements", decided)
    return [item["status"] for item in items] == ["received", "accepted"]


@probe("creates-on-update")
def _(client: Client) -> bool:
    return client.post(f"/incidents/{new_id()}/updates", message(changes={"type": "fire"})).status_code == 404


@probe("updates-after-closure")
def _(client: Client) -> bool:
    path = client.create()
    assert client.close(path).status_code == 201
    update = client.post(f"{path}/updates", message(changes={"type": "fire"})).status_code
    patch = client.patch(path, message(type="fire"), client.get(path).headers["ETag"]).status_code
    assert (update == 409) is (patch == 409)
    return update == 409


@probe("ignores-base-version")
def _(client: Client) -> bool:
    path = client.create()
    assert client.post(f"{path}/updates", message(baseVersion=1, changes={"type": "fire"})).status_code == 201
    again = client.post(f"{path}/updates", message(baseVersion=1, changes={"type": "flood"})).status_code
    return again == 409 and client.get(path).json()["type"] == "fire"


@probe("forgets-message-ids")
def _(client: Client) -> bool:
    path, body = f"{client.create()}/log-entries", note()
    first, second = (client.post(path, body).json()["entryId"] for _ in range(2))
    return first == second and len(client.items(path)) == 1


@probe("drops-late-updates")
def _(client: Client) -> bool:
    path = client.create(sentAt=at(-60))
    late = message(changes={"type": "flood"}, sentAt=at(-20))
    assert client.post(f"{path}/updates", message(changes={"type": "fire"}, sentAt=at(-10))).status_code == 201
    assert client.post(f"{path}/updates", late).json()["effect"] == "superseded"
    assert client.get(path).json()["type"] == "fire"
    listed = late["messageId"] in [item["messageId"] for item in client.items(f"{path}/updates")]
    kept = late["messageId"] in [item["messageId"] for item in client.items(f"{path}/history")]
    assert listed is kept
    return kept


@probe("closes-twice")
def _(client: Client) -> bool:
    path = client.create()
    assert client.close(path).status_code == 201
    return client.close(path).status_code == 409


@probe("keeps-last-version")
def _(client: Client) -> bool:
    path = client.create()
    client.post(f"{path}/updates", message(changes={"type": "fire"}))
    client.patch(path, message(narrative="Three cars."), '"2"')
    return [(item["version"], item["incident"]["type"]) for item in client.items(f"{path}/history")] == [
        (1, "road traffic collision"),
        (2, "fire"),
        (3, "fire"),
    ]


@probe("accepts-time-without-offset")
def _(client: Client) -> bool:
    return refused(client, f"{client.create()}/log-entries", note(sentAt="2026-01-01T10:00:00"))


@probe("accepts-future")
def _(client: Client) -> bool:
    path = f"{client.create()}/log-entries"
    assert client.post(path, note(sentAt=at(120), occurredAt=at(120))).status_code == 201
    return refused(client, path, note(occurredAt=at(600)))


@probe("edits-log-entries")
def _(client: Client) -> bool:
    path = f"{client.create()}/log-entries"
    entry = f"{path}/{client.post(path, note()).json()['entryId']}"
    put = client.call("PUT", entry, {"text": "Never happened."}).status_code
    patch = client.call("PATCH", entry, {"text": "Never happened."}).status_code
    same = client.get(entry).json()["text"] == "Road closed."
    gone = client.call("DELETE", entry).status_code
    assert (gone == 405) is (client.get(entry).status_code == 200)
    return (put, patch, same, gone) == (405, 405, True, 405)


@probe("correction-overwrites")
def _(client: Client) -> bool:
    path = f"{client.create()}/log-entries"
    first = client.post(path, note()).json()["entryId"]
    correction = note(kind="correction", text="Northbound only.", corrects=first)
    assert client.post(path, correction).status_code == 201
    return [item["text"] for item in client.items(path)] == ["Road closed.", "Northbound only."]


@probe("drops-late-reason")
def _(client: Client) -> bool:
    return added(client, f"{client.create()}/log-entries", note(lateReason="Radio failure."), "lateReason")


@probe("drops-egress")
def _(client: Client) -> bool:
    return added(client, f"{client.create()}/methane", methane(), "access")


@probe("accepts-null-major")
def _(client: Client) -> bool:
    path = f"{client.create()}/methane"
    absent = methane()
    del absent["majorIncident"]
    tried = {
        refused(client, path, body) for body in (methane(majorIncident=None), methane(majorIncident="yes"), absent)
    }
    (answer,) = tried
    return answer


@probe("accepts-text-location")
def _(client: Client) -> bool:
    path = f"{client.create()}/methane"
    (answer,) = {refused(client, path, methane(exactLocation=place)) for place in ("the slipway", {})}
    return answer


@probe("hazards-all-present")
def _(client: Client) -> bool:
    return added(client, f"{client.create()}/methane", methane(), "hazards")


@probe("accepts-no-rvp")
def _(client: Client) -> bool:
    path, access = f"{client.create()}/methane", methane()["access"]
    bodies = (methane(access={k: v for k, v in access.items() if k != left_out}) for left_out in ("rvp", "routes"))
    (answer,) = {refused(client, path, body) for body in bodies}
    return answer


@probe("accepts-negative-casualties")
def _(client: Client) -> bool:
    path = f"{client.create()}/methane"
    odd = ({"number": -1, "severity": "P1"}, {"number": 1.5, "severity": "P1"}, {"number": 1})
    (answer,) = {refused(client, path, methane(casualties=[{"type": "adult", **one}])) for one in odd}
    return answer


@probe("merges-services")
def _(client: Client) -> bool:
    return added(client, f"{client.create()}/methane", methane(), "services")


@probe("keeps-last-methane")
def _(client: Client) -> bool:
    path = f"{client.create()}/methane"
    first, second = (client.post(path, methane()).json()["methaneId"] for _ in range(2))
    return [(item["number"], item["methaneId"]) for item in client.items(path)] == [(1, first), (2, second)]


@probe("drops-rationale")
def _(client: Client) -> bool:
    decision = {
        "stage": "take-action",
        "decision": "Shared RVP.",
        "rationale": "Upwind.",
        "participants": [{"agency": KNOWN, "author": "B. Enghraifft", "role": "fire control operator"}],
    }
    return added(client, f"{client.create()}/log-entries", note(kind="decision", decision=decision), "decision")


@probe("forgets-request")
def _(client: Client) -> bool:
    path, request = client.create(), new_id()
    asked = message(requestId=request, service="fire", resourceType="rescue tender", quantity=2)
    assert client.post(f"{path}/resource-requests", asked).status_code == 201
    kept = added(
        client, f"{path}/resource-offers", message(requestId=request, status="deployed", quantity=1), "requestId"
    )
    assert client.items(f"{path}/resource-requests")[0]["status"] == "deployed"
    assert refused(client, f"{path}/resource-offers", message(requestId=new_id(), status="offered", quantity=1))
    return kept


@probe("trusts-sender-field")
def _(client: Client) -> bool:
    body = incident()
    body["sender"]["agency"] = KNOWN
    return client.post("/incidents", body).status_code == 403


@probe("shows-to-all")
def _(client: Client) -> bool:
    path = client.create()
    below = ("", "/history", "/acknowledgements", "/log-entries", "/methane", "/updates", "/links", "/resource-offers")
    (status,) = {client.get(path + part, identity="other-agency").status_code for part in below}
    write = client.post(f"{path}/updates", message(OTHER, changes={"type": "fire"}), identity="other-agency")
    assert write.status_code == 404
    return status == 404


@probe("forgets-links")
def _(client: Client) -> bool:
    one, other = client.create(), client.create()
    assert refused(client, f"{one}/links", message(relation="SIBLING", linkedIncidentId=other.rpartition("/")[2]))
    return added(
        client, f"{one}/links", message(relation="PARENT", linkedIncidentId=other.rpartition("/")[2]), "relation"
    )


@probe("ascii-only")
def _(client: Client) -> bool:
    text = 'Tŷ gwyn,\r\n"drws coch" 🚒'
    entry = added(client, f"{client.create()}/log-entries", note(text=text), "text")
    assert (client.get(client.create(narrative=text)).json()["narrative"] == text) is entry
    return entry


@probe("cuts-long-text")
def _(client: Client) -> bool:
    assert client.get(client.create(narrative="ŷ" * 2000)).json()["narrative"] == "ŷ" * 2000
    return refused(client, "/incidents", incident(narrative="x" * 2001))


@probe("version-as-text")
def _(client: Client) -> bool:
    return client.get(client.create()).json()["version"] == 1


@probe("undocumented-status")
def _(client: Client) -> bool:
    return client.get(f"{client.create()}/history").status_code == 200


@probe("text-plain")
def _(client: Client) -> bool:
    return client.get("/agencies").headers["Content-Type"] == "application/json"


@probe("no-location-header")
def _(client: Client) -> bool:
    reply = client.post("/incidents", incident())
    location = reply.headers.get("Location", "")
    return bool(location) and client.get(location.removeprefix(client.partner.script.base)).status_code == 200


@probe("no-etag")
def _(client: Client) -> bool:
    path = client.create()
    before = client.get(path).headers.get("ETag")
    assert client.patch(path, message(type="fire"), '"1"').status_code == 200
    return (before, client.get(path).headers.get("ETag")) == ('"1"', '"2"')


@probe("crashes-on-emoji-cursor")
def _(client: Client) -> bool:
    return client.get(f"{client.create()}/log-entries?cursor=%F0%9F%9A%92").status_code == 400


@probe("errors-as-json")
def _(client: Client) -> bool:
    return client.get(f"/incidents/{new_id()}").headers["Content-Type"] == "application/problem+json"


@probe("problem-says-500")
def _(client: Client) -> bool:
    return client.get(f"/incidents/{new_id()}").json()["status"] == 404


def paged(client: Client) -> tuple[list[str], list[int], list[str]]:
    """Five entries, read two at a time: identifiers, sizes of the pages, identifiers as they were given."""
    path = f"{client.create()}/log-entries"
    given = [client.post(path, note()).json()["entryId"] for _ in range(5)]
    seen, sizes, cursor = [], [], ""
    while True:
        page = client.get(f"{path}?limit=2{cursor}").json()
        assert page["total"] == 5
        seen += [item["entryId"] for item in page["items"]]
        sizes.append(len(page["items"]))
        if "nextCursor" not in page:
            return seen, sizes, given
        cursor = f"&cursor={page['nextCursor']}"


@probe("skips-at-page-end")
def _(client: Client) -> bool:
    seen, _, given = paged(client)
    return seen == given


@probe("ignores-limit")
def _(client: Client) -> bool:
    _, sizes, _ = paged(client)
    return sizes == [2, 2, 1]


@probe("no-allow")
def _(client: Client) -> bool:
    reply = client.call("DELETE", "/incidents")
    assert reply.status_code == 405
    return reply.headers.get("Allow") == "POST"


@probe("head-unknown")
def _(client: Client) -> bool:
    reply = client.call("HEAD", client.create())
    return reply.status_code == 200 and reply.content == b""


@probe("ignores-accept")
def _(client: Client) -> bool:
    return client.get(client.create(), headers={"Accept": "image/png"}).status_code == 406


@probe("ignores-content-type")
def _(client: Client) -> bool:
    headers = {"Content-Type": "text/plain"}
    return client.call("POST", "/incidents", data=json.dumps(incident()), headers=headers).status_code == 415


@probe("open-door")
def _(client: Client) -> bool:
    path = client.create()
    assert client.post("/incidents", incident(), identity="").status_code == 401
    (status,) = {client.get(each, identity="").status_code for each in (path, f"{path}/history", "/agencies")}
    return status == 401


@probe("accepts-any-token")
def _(client: Client) -> bool:
    assert client.get("/agencies", token=altered(client)).status_code == 401
    return client.get("/agencies", token="not-a-token").status_code == 401


@probe("ignores-expiry")
def _(client: Client) -> bool:
    return client.get("/agencies", identity="expired").status_code == 401


@probe("ignores-audience")
def _(client: Client) -> bool:
    return client.get("/agencies", identity="wrong-audience").status_code == 401


def altered(client: Client) -> str:
    """The genuine token with another signature."""
    head, claims, signature = client.token().split(".")
    return f"{head}.{claims}.{signature[:-2]}{'AA' if signature[-2:] != 'AA' else 'BA'}"


def unsigned(client: Client) -> str:
    """The genuine token with the algorithm none and no signature."""
    head = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').decode().rstrip("=")
    return f"{head}.{client.token().split('.')[1]}."


@probe("accepts-alg-none")
def _(client: Client) -> bool:
    assert client.get("/agencies", token=altered(client)).status_code == 401
    return client.get("/agencies", token=unsigned(client)).status_code == 401


@probe("ignores-signature")
def _(client: Client) -> bool:
    assert client.get("/agencies", token=unsigned(client)).status_code == 401
    return client.get("/agencies", token=altered(client)).status_code == 401


@probe("no-challenge")
def _(client: Client) -> bool:
    reply = client.get("/agencies", identity="")
    assert reply.status_code == 401
    return reply.headers.get("WWW-Authenticate", "").startswith("Bearer ")


@probe("ignores-scope")
def _(client: Client) -> bool:
    path = client.create()
    assert client.get(path, identity="read-only").status_code == 200
    return client.post(f"{path}/log-entries", note(), identity="read-only").status_code == 403


@probe("shows-stack")
def _(client: Client) -> bool:
    reply = client.call("POST", "/incidents", data=b"{", headers={"Content-Type": "application/json"})
    assert reply.status_code == 400
    return "Traceback" not in reply.text


@probe("accepts-wrong-type")
def _(client: Client) -> bool:
    asked = message(requestId=new_id(), service="fire", resourceType="rescue tender", quantity="two")
    return refused(client, f"{client.create()}/resource-requests", asked)


@probe("refuses-address-only")
def _(client: Client) -> bool:
    return client.post("/incidents", incident(location={"address": {"lines": ["2 Example Street"]}})).status_code == 201


@probe("malformed-is-422")
def _(client: Client) -> bool:
    headers = {"Content-Type": "application/json"}
    return client.call("POST", "/incidents", data=b'{"messageId":', headers=headers).status_code == 400


@probe("duplicate-keys")
def _(client: Client) -> bool:
    return client.get("/agencies").text.count('"total"') == 1


@probe("loses-source-reference")
def _(client: Client) -> bool:
    return client.get(client.create(sourceReference="X01-A")).json()["sourceReference"] == "X01-A"


@probe("ignores-if-match")
def _(client: Client) -> bool:
    path = client.create()
    assert client.patch(path, message(type="fire"), '"1"').status_code == 200
    return client.patch(path, message(type="flood"), '"1"').status_code == 412


@probe("patch-without-condition")
def _(client: Client) -> bool:
    return client.patch(client.create(), message(type="flood"), None).status_code == 428


@probe("accepts-long-uprn")
def _(client: Client) -> bool:
    (answer,) = {refused(client, "/incidents", incident(location={"uprn": uprn})) for uprn in ("1234567890123", "12A")}
    return answer


@probe("odd-agency-code")
def _(client: Client) -> bool:
    return all(item["code"].isupper() for item in client.items("/agencies"))


@probe("hides-known-agency")
def _(client: Client) -> bool:
    assert client.create()
    return KNOWN in [item["code"] for item in client.items("/agencies")]


@probe("reuses-message-id")
def _(client: Client) -> bool:
    path, first = f"{client.create()}/log-entries", note()
    assert client.post(path, first).status_code == 201
    again = client.post(path, {**first, "text": "Something else."}).status_code
    assert len(client.items(path)) == 1
    return again == 409


@probe("empty-for-unknown")
def _(client: Client) -> bool:
    return client.get(f"/incidents/{new_id()}/log-entries").status_code == 404


@probe("cacheable-incident")
def _(client: Client) -> bool:
    path = client.create()
    said = {client.get(path + part).headers.get("Cache-Control") for part in ("", "/log-entries", "/history")}
    (answer,) = said
    return answer == "no-store"


ELSEWHERE = {"silent-on-major", "silent-acknowledgement", "notice-without-id", "acknowledges-late", "slow-reads"}
"""Shown in test_outbox.py, which listens, and in test_play.py, which need not wait."""


def test_every_defect_is_shown_and_nothing_else() -> None:
    # What shows only where an authority is trusted is shown in test_ways.py.
    shown = {defect.name for defect in list_defects(MOCK) if defect.needs != "authority"}
    assert shown == {*PROBES, *ELSEWHERE}


def test_every_requirement_that_can_be_tested_has_one_defect() -> None:
    usual = [defect for defect in list_defects(MOCK) if not defect.needs]
    killed = [requirement for defect in usual for requirement in defect.kills]
    tested = [
        r.id
        for r in load_bundle(find(read(MOCK).data["profile"])).profile.of_role("receiver")
        if isinstance(r.rule, RuleCall)
    ]
    assert sorted(killed) == sorted(tested)


@pytest.mark.parametrize("name", PROBES)
def test_the_perfect_receiver_keeps_the_promise_and_the_defective_one_does_not(perfect: Client, name: str) -> None:
    assert PROBES[name](perfect)
    with receiver(name) as client:
        assert not PROBES[name](client)


def test_defects_can_be_combined() -> None:
    with receiver("no-etag", "ignores-limit") as client:
        assert client.partner.defects == ("no-etag", "ignores-limit")
        assert not PROBES["no-etag"](client)
        assert not PROBES["ignores-limit"](client)


def test_an_unknown_defect_is_named_with_its_neighbour() -> None:
    with pytest.raises(MockError, match="has no defect 'no-etags'") as caught:
        defective(MOCK, ["no-etags"])
    assert "no-etag" in caught.value.hint


def test_defects_that_take_the_same_act_away_cannot_be_combined() -> None:
    with pytest.raises(MockError, match="not there") as caught:
        defective(MOCK, ["no-etag", "no-etag"])
    assert "defect no-etag" in caught.value.where


def test_the_table_names_each_way_to_spoil_an_answer() -> None:
    assert set(DEFECTS) == {"drop-header", "set-header", "misstate", "repeat-member", "crash", "become", "break"}
