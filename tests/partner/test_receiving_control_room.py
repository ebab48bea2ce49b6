"""The reference receiver does each operation as its description has it, and refuses what it should."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from kept import kept
from partner_acts import CONTRACT
from partner_client import KNOWN, OWN, UNKNOWN, Client, at, incident, message, methane, new_id, note


def described(operation: str, reply: requests.Response, status: int) -> Any:
    """The body of a reply that has this status and keeps the description."""
    return kept(CONTRACT, operation, reply, status)


def contains(whole: Any, part: Any) -> bool:
    """Whether every property that was sent is read back."""
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(contains(whole.get(name), value) for name, value in part.items())
    return bool(whole == part)


ADDED: dict[str, tuple[str, str, dict[str, Any]]] = {
    "addAcknowledgement": (
        "acknowledgements",
        "listAcknowledgements",
        {"acknowledges": new_id(), "status": "accepted"},
    ),
    "addUpdate": ("updates", "listUpdates", {"changes": {"type": "fire", "persons": [{"involvement": "caller"}]}}),
    "addLogEntry": ("log-entries", "listLogEntries", {"kind": "note", "text": "Tŷ 🚒", "occurredAt": at(-60)}),
    "addResourceRequest": (
        "resource-requests",
        "listResourceRequests",
        {"requestId": new_id(), "service": "fire", "resourceType": "tender", "quantity": 2, "requiredBy": at(86400)},
    ),
}


@pytest.mark.parametrize("operation", ADDED)
def test_what_is_added_is_listed(perfect: Client, operation: str) -> None:
    part, listing, more = ADDED[operation]
    path, body = f"{perfect.create()}/{part}", message(**more)
    added = described(operation, perfect.post(path, body), 201)
    assert contains(added, body)
    assert added in described(listing, perfect.get(path), 200)["items"]


def test_an_incident_is_taken_over_and_acknowledged(perfect: Client) -> None:
    body = incident(
        persons=[{"involvement": "caller", "name": "Enghraifft Person", "contactNumber": "07700 900123"}],
        location={"uprn": "999900000001", "address": {"lines": ["Uned 7"], "postcode": "ZZ99 9ZZ"}},
        callbackUrl="https://sender.example.org/callbacks/7f3a",
        occurredAt=at(-120),
        unknown="passed over",
        status="closed",
        version=9,
    )
    reply = perfect.post("/incidents", body)
    created = described("createIncident", reply, 201)
    sent = {name: value for name, value in body.items() if name not in ("unknown", "status", "version")}
    assert contains(created, sent)
    assert (created["status"], created["version"], reply.headers["ETag"]) == ("open", 1, '"1"')
    assert "unknown" not in created
    assert reply.headers["Location"].endswith(f"/incidents/{created['sharedIncidentId']}")
    path = f"/incidents/{created['sharedIncidentId']}"
    assert described("getIncident", perfect.get(path), 200) == created
    perfect.until(f"{path}/acknowledgements", lambda items: len(items) == 2)
    page = described("listAcknowledgements", perfect.get(f"{path}/acknowledgements"), 200)
    assert [item["status"] for item in page["items"]] == ["received", "accepted"]
    assert {item["acknowledges"] for item in page["items"]} == {body["messageId"]}
    assert {item["sender"]["agency"] for item in page["items"]} == {KNOWN}


def test_an_incident_is_changed_closed_and_its_history_kept(perfect: Client) -> None:
    path = perfect.create(persons=[{"involvement": "caller"}])
    update = message(baseVersion=1, occurredAt=at(-5), changes={"narrative": "Two."})
    assert described("addUpdate", perfect.post(f"{path}/updates", update), 201)["version"] == 2
    patch = perfect.patch(path, message(persons=None, location={"uprn": "1"}), '"2"')
    patched = described("updateIncident", patch, 200)
    assert patch.headers["ETag"] == '"3"'
    assert "persons" not in patched
    assert set(patched["location"]) == {"uprn", "coordinate"}
    assert described("getClosure", perfect.get(f"{path}/closure"), 404)
    body = message(outcome="resolved", closedAt=at(), summary="Done.")
    closing = perfect.post(f"{path}/closure", body)
    closure = described("closeIncident", closing, 201)
    assert contains(closure, body)
    assert described("getClosure", perfect.get(f"{path}/closure"), 200) == closure
    closed = described("getIncident", perfect.get(path), 200)
    assert (closed["status"], closed["version"], closed["closedAt"]) == ("closed", 4, body["closedAt"])
    history = described("getIncidentHistory", perfect.get(f"{path}/history"), 200)["items"]
    assert [(item["sequence"], item["kind"], item["effect"], item["version"]) for item in history] == [
        (1, "created", "applied", 1),
        (2, "updated", "applied", 2),
        (3, "patched", "applied", 3),
        (4, "closed", "applied", 4),
    ]
    assert [item["incident"]["version"] for item in history] == [1, 2, 3, 4]
    assert history[-1]["incident"] == closed


def test_after_closure_only_log_links_and_acknowledgements_are_taken(perfect: Client) -> None:
    path, other = perfect.create(), perfect.create()
    first = message(outcome="resolved", closedAt=at())
    again = [perfect.post(f"{path}/closure", first) for _ in range(2)]
    assert [reply.status_code for reply in again] == [201, 201]
    assert again[0].json() == again[1].json()
    request = message(requestId=new_id(), service="fire", resourceType="tender", quantity=1)
    refused = {
        "updates": ("addUpdate", message(changes={"type": "fire"})),
        "methane": ("addMethane", methane()),
        "resource-requests": ("addResourceRequest", request),
        "resource-offers": ("addResourceOffer", message(requestId=new_id(), status="offered", quantity=1)),
        "closure": ("closeIncident", message(outcome="resolved", closedAt=at())),
    }
    for part, (operation, body) in refused.items():
        described(operation, perfect.post(f"{path}/{part}", body), 409)
    described("updateIncident", perfect.patch(path, message(type="fire"), perfect.get(path).headers["ETag"]), 409)
    taken = {
        "log-entries": note(),
        "links": message(relation="RELATED", linkedIncidentId=other.rpartition("/")[2]),
        "acknowledgements": message(acknowledges=new_id(), status="received"),
    }
    assert [perfect.post(f"{path}/{part}", body).status_code for part, body in taken.items()] == [201, 201, 201]


def test_the_log_is_read_entry_by_entry(perfect: Client) -> None:
    path = f"{perfect.create()}/log-entries"
    reply = perfect.post(path, note(lateReason="Radio failure."))
    entry = described("addLogEntry", reply, 201)
    assert described("getLogEntry", perfect.get(f"{path}/{entry['entryId']}"), 200) == entry
    assert reply.headers["Location"].endswith(f"{path}/{entry['entryId']}")
    described("getLogEntry", perfect.get(f"{path}/{new_id()}"), 404)
    described("addLogEntry", perfect.post(path, note(kind="correction", corrects=new_id())), 422)
    for method in ("PUT", "PATCH", "DELETE"):
        refused = perfect.call(method, f"{path}/{entry['entryId']}", {"text": "No."})
        assert described("getLogEntry", refused, 405)
        assert refused.headers["Allow"] == "GET, HEAD"


def test_a_report_of_m_ethane_comes_back_whole(perfect: Client) -> None:
    path, body = f"{perfect.create()}/methane", methane(occurredAt=at(-30))
    report = described("addMethane", perfect.post(path, body), 201)
    assert contains(report, body)
    assert described("listMethane", perfect.get(path), 200)["items"] == [report]
    assert (
        perfect.post(path, methane(casualties=[{"number": 0, "type": "child", "severity": "unknown"}])).status_code
        == 201
    )


def test_requests_offers_and_deployments_belong_together(perfect: Client) -> None:
    path, request = perfect.create(), new_id()
    asked = message(requestId=request, service="fire", resourceType="tender", quantity=2)
    assert perfect.post(f"{path}/resource-requests", asked).status_code == 201
    described("addResourceRequest", perfect.post(f"{path}/resource-requests", {**asked, "messageId": new_id()}), 409)
    for status in ("offered", "deployed", "offered"):
        offer = message(requestId=request, status=status, quantity=1, callSigns=["X02R1"])
        assert contains(described("addResourceOffer", perfect.post(f"{path}/resource-offers", offer), 201), offer)
    offers = described("listResourceOffers", perfect.get(f"{path}/resource-offers"), 200)["items"]
    assert {item["requestId"] for item in offers} == {request}
    (listed,) = described("listResourceRequests", perfect.get(f"{path}/resource-requests"), 200)["items"]
    assert listed["status"] == "deployed"


@pytest.mark.parametrize("relation", ["PARENT", "CHILD", "RELATED", "MERGED"])
def test_incidents_are_linked_to_others(perfect: Client, relation: str) -> None:
    path, other = perfect.create(), perfect.create().rpartition("/")[2]
    link = described("addLink", perfect.post(f"{path}/links", message(relation=relation, linkedIncidentId=other)), 201)
    assert described("listLinks", perfect.get(f"{path}/links"), 200)["items"] == [link]
    for stranger in (new_id(), path.rpartition("/")[2]):
        body = message(relation=relation, linkedIncidentId=stranger)
        described("addLink", perfect.post(f"{path}/links", body), 422)


def test_the_directory_lists_who_can_be_addressed(perfect: Client) -> None:
    page = described("listAgencies", perfect.get("/agencies"), 200)
    codes = [item["code"] for item in page["items"]]
    assert {OWN, KNOWN} <= set(codes)
    assert UNKNOWN not in codes
    assert page["total"] == len(set(codes)) == len(codes)


def test_an_update_with_the_current_version_counts_even_if_it_was_sent_before(perfect: Client) -> None:
    path = perfect.create()
    early = message(sentAt=at(-600), baseVersion=1, changes={"type": "fire"})
    assert perfect.post(f"{path}/updates", early).json()["effect"] == "applied"
    late = message(sentAt=at(-300), changes={"type": "flood"})
    assert perfect.post(f"{path}/updates", late).json()["effect"] == "superseded"
    assert perfect.get(path).json()["type"] == "fire"


@pytest.mark.parametrize("etag", ['"0"', '"2"', 'W/"1"', "1", ""])
def test_a_patch_on_another_version_is_not_made(perfect: Client, etag: str) -> None:
    path = perfect.create()
    described("updateIncident", perfect.patch(path, message(type="fire"), etag), 412 if etag else 428)
    described("updateIncident", perfect.patch(path, message(type="fire"), None), 428)
    assert perfect.get(path).json()["version"] == 1


def test_a_patch_that_is_sent_again_is_answered_as_before(perfect: Client) -> None:
    path, body = perfect.create(), message(type="fire")
    first, second = (perfect.patch(path, body, '"1"') for _ in range(2))
    assert (first.status_code, second.status_code, first.json()) == (200, 200, second.json())
    assert perfect.get(path).json()["version"] == 2


@pytest.mark.parametrize("offset, status", [(-60, 201), (120, 201), (600, 422)])
def test_times_may_lie_a_little_ahead(perfect: Client, offset: int, status: int) -> None:
    assert perfect.post("/incidents", incident(sentAt=at(offset))).status_code == status
    assert perfect.post("/incidents", incident(occurredAt=at(offset))).status_code == status
    closed = message(outcome="resolved", closedAt=at(offset))
    assert perfect.post(f"{perfect.create()}/closure", closed).status_code == status


def test_credentials_are_asked_for_everywhere(perfect: Client) -> None:
    path = perfect.create()
    for operation in CONTRACT.operations:
        place = operation.path.replace("{incidentId}", path.rpartition("/")[2]).replace("{entryId}", new_id())
        for identity in ("", "expired", "wrong-audience"):
            reply = perfect.call(operation.method, place, {} if operation.request_bodies else None, identity=identity)
            described(operation.id, reply, 401)
        if operation.request_bodies:
            described(operation.id, perfect.call(operation.method, place, {}, identity="read-only"), 403)


@pytest.mark.parametrize("operation", [each for each in CONTRACT.operations if each.request_bodies])
def test_content_is_judged_before_anything_comes_of_it(perfect: Client, operation: Any) -> None:
    path = perfect.create()
    place = operation.path.replace("{incidentId}", path.rpartition("/")[2])
    media = next(iter(operation.request_bodies))
    tried = [
        (media, b"{", 400),
        (media, b'{"a":1,"a":1}', 400),
        (media, b"\xff", 400),
        (media, b"[]", 422),
        (media, b"{}", 422),
    ]
    for content_type, data, status in [*tried, ("text/plain", b"{}", 415), (f"{media}; charset=latin-1", b"{}", 415)]:
        headers = {"Content-Type": content_type, "If-Match": '"1"'}
        described(operation.id, perfect.call(operation.method, place, data=data, headers=headers), status)
    described(operation.id, perfect.call(operation.method, place, data=b"{}", headers={"Accept": "text/html"}), 406)
    assert perfect.get(path).json()["version"] == 1


def test_the_description_s_own_examples_are_taken(perfect: Client) -> None:
    create = CONTRACT.operation("createIncident")
    assert create is not None
    for _, example in create.request_bodies["application/json"].examples:
        body = {**example, "messageId": new_id(), "sentAt": at(), "occurredAt": at(-60)}
        described("createIncident", perfect.post("/incidents", body), 201)
