"""The reference records API does each operation as its description has it, and refuses what it should."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from kept import kept
from listener import listening
from partner_acts import RECORDS
from partner_client import Client, new_id, receiver
from records_client import (
    ADDED,
    BASE,
    CHANGES,
    KINDS,
    MOCK,
    MOST,
    SIZES,
    below,
    delete,
    items,
    key,
    made,
    pages,
    put,
    sent,
)

WAYS = list(KINDS)


@pytest.fixture(scope="module")
def records() -> Iterator[Client]:
    with receiver(mock=MOCK) as client:
        yield client


def described(operation: str, reply: requests.Response, status: int) -> Any:
    """The body of a reply that has this status and keeps the description."""
    if status >= 400:
        assert reply.json()["status"] == status
    assert reply.headers["Correlation-Id"]
    return kept(RECORDS, operation, reply, status)


def one(kind: str, verb: str) -> str:
    """The id of an operation on one record of a kind."""
    return f"{verb}{kind[:-1].capitalize()}"


@pytest.mark.parametrize("kind", WAYS)
def test_a_record_lives_from_its_creation_to_its_removal(records: Client, kind: str) -> None:
    reply = records.post(f"/{kind}", sent(kind))
    created = described(one(kind, "create"), reply, 201)
    assert {name: created[name] for name in KINDS[kind]} == KINDS[kind]
    assert (set(created) - set(KINDS[kind]), created["version"]) == (ADDED, 1)
    path = below(reply.headers["Location"])
    assert path == f"/{kind}/{created['id']}"
    read = records.get(path)
    assert described(one(kind, "get"), read, 200) == created
    assert read.headers["ETag"] == reply.headers["ETag"] == '"1"'

    changed = described(one(kind, "update"), records.patch(path, CHANGES[kind], '"1"'), 200)
    assert {name: changed[name] for name in CHANGES[kind]} == CHANGES[kind]
    assert (changed["version"], records.get(path).json()) == (2, changed)
    replaced = put(records, path, sent(kind), '"2"')
    assert described(one(kind, "replace"), replaced, 200)["version"] == 3
    assert (records.get(path).json(), replaced.headers["ETag"]) == (replaced.json(), '"3"')
    assert replaced.json()["createdAt"] == created["createdAt"]

    assert created["id"] in [item["id"] for item in items(records, f"/{kind}")]
    described(one(kind, "delete"), delete(records, path, '"3"'), 204)
    described(one(kind, "get"), records.get(path), 404)
    described(one(kind, "update"), records.patch(path, CHANGES[kind], "*"), 404)
    assert created["id"] not in [item["id"] for item in items(records, f"/{kind}")]


@pytest.mark.parametrize("kind", WAYS)
@pytest.mark.parametrize("size", [1, 7, 0])
def test_lists_lead_through_everything_once(records: Client, kind: str, size: int) -> None:
    size = size or MOST[kind]
    found = pages(records, f"/{kind}?{SIZES[kind]}={size}")
    ids = [item["id"] for page in found for item in page["items"]]
    assert len(ids) == len(set(ids)) >= 18
    assert all(len(page["items"]) == size for page in found[:-1])
    reply = records.get(f"/{kind}?{SIZES[kind]}={size}")
    described(f"list{kind.capitalize()}", reply, 200)
    assert all(records.get(f"/{kind}/{each}").status_code == 200 for each in ids[:2])
    if kind == "persons" and size == 1:
        assert reply.headers["Link"] == f'<{found[0]["next"]}>; rel="next"'
    total = {"objects": "total", "events": "totalItems"}.get(kind)
    assert total is None or {page[total] for page in found} == {len(ids)}
    described(f"list{kind.capitalize()}", records.get(f"/{kind}?{SIZES[kind]}={MOST[kind] + 1}"), 400)


@pytest.mark.parametrize(
    "path, member, value",
    [
        ("/persons?surname=T%C5%B7-Gwyn", "surname", "Tŷ-Gwyn"),
        ("/persons?reference=REC-A-0005", "reference", "REC-A-0005"),
        ("/persons?status=archived", "status", "archived"),
        ("/objects?type=phone", "type", "phone"),
        ("/objects?reference=OBJ-0003", "reference", "OBJ-0003"),
        ("/locations?type=premises", "type", "premises"),
        ("/events?type=theft", "type", "theft"),
        ("/events?status=closed", "status", "closed"),
    ],
)
def test_filters_filter(records: Client, path: str, member: str, value: str) -> None:
    found = items(records, path)
    assert {item[member] for item in found} == {value}
    everything = items(records, path.partition("?")[0])
    assert found == [item for item in everything if item[member] == value]


def test_events_are_sorted_and_ranged_by_time(records: Client) -> None:
    def times(query: str) -> list[float]:
        from harness.partner.instant import seconds_of

        return [seconds_of(item["occurredAt"]) or 0 for item in items(records, f"/events?{query}")]

    assert times("sort=occurred-at") == sorted(times(""))
    assert times("sort=-occurred-at") == sorted(times(""), reverse=True)
    low, high = "2025-04-01T00:00:00Z", "2025-08-01T00:00:00%2B01:00"
    within = times(f"occurred-from={low}&occurred-to={high}&page-size=3")
    assert 0 < len(within) < len(times(""))
    assert all(1743465600 <= each < 1754002800 for each in within)


def test_locations_lie_within_the_box(records: Client) -> None:
    found = items(records, "/locations?bbox=-5,51.6,-4,53")
    assert found
    for item in found:
        longitude, latitude = item["geometry"]["coordinates"]
        assert -5 <= longitude <= -4
        assert 51.6 <= latitude <= 53
    described("listLocations", records.get("/locations?bbox=51.6,-200,53,-4"), 400)


@pytest.mark.parametrize("kind", WAYS)
def test_a_change_needs_the_current_version(records: Client, kind: str) -> None:
    path, _ = made(records, kind)
    for verb, ask in {
        "update": lambda etag: records.patch(path, CHANGES[kind], etag),
        "replace": lambda etag: put(records, path, sent(kind), etag),
        "delete": lambda etag: delete(records, path, etag),
    }.items():
        described(one(kind, verb), ask(None), 428)
        described(one(kind, verb), ask('"9"'), 412)
        described(one(kind, verb), ask('W/"1"'), 412)
    assert records.get(path).json()["version"] == 1
    headers = {"If-Match": '"1"', "If-None-Match": "*"}
    described(one(kind, "replace"), records.call("PUT", path, sent(kind), headers=headers), 412)


def test_what_is_known_is_not_sent_again(records: Client) -> None:
    path, _ = made(records, "persons")
    for known in ('"1"', 'W/"1"', '"0", "1"', "*"):
        reply = records.get(path, headers={"If-None-Match": known})
        described("getPerson", reply, 304)
        assert reply.headers["ETag"] == '"1"'
    assert records.get(path, headers={"If-None-Match": '"2"'}).status_code == 200


@pytest.mark.parametrize("kind", WAYS)
def test_a_repeat_is_answered_as_before(records: Client, kind: str) -> None:
    headers = key()
    before = len(items(records, f"/{kind}"))
    first, again = (records.post(f"/{kind}", sent(kind), headers=headers) for _ in range(2))
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert len(items(records, f"/{kind}")) == before + 1
    other = records.post(f"/{kind}", {**sent(kind), **CHANGES[kind]}, headers=headers)
    described(one(kind, "create"), other, 422)
    assert records.post(f"/{kind}", sent(kind), headers=headers, identity="other-agency").status_code == 201


@pytest.mark.parametrize("kind", WAYS)
def test_what_the_service_sets_cannot_be_sent(records: Client, kind: str) -> None:
    wish = {
        "id": new_id(),
        "version": 9,
        "tenant": "GB-POL-X03",
        "createdBy": "me",
        "createdAt": "2001-01-01T00:00:00Z",
        "updatedAt": "2001-01-01T00:00:00Z",
    }
    path, created = made(records, kind, **wish, unknown="x")
    assert all(created[name] != value for name, value in wish.items())
    assert "unknown" not in created
    records.patch(path, wish, '"1"')
    put(records, path, sent(kind, **wish), '"2"')
    now = records.get(path).json()
    assert {name: now[name] for name in ADDED - {"version", "updatedAt"}} == {
        name: created[name] for name in ADDED - {"version", "updatedAt"}
    }
    assert (now["version"], now["updatedAt"] > created["updatedAt"]) == (3, True)


def test_what_is_only_written_is_never_read(records: Client) -> None:
    path, created = made(records, "persons", verificationAnswer="Ysgol Sampl")
    for shown in (created, records.get(path).json(), items(records, "/persons")[-1]):
        assert "verificationAnswer" not in shown


def test_a_merge_patch_takes_away_and_puts_in(records: Client) -> None:
    path, _ = made(records, "persons", notes="x", aliases=["a"])
    changed = records.patch(path, {"notes": None, "aliases": ["b", "c"]}, '"1"').json()
    assert ("notes" in changed, changed["aliases"]) == (False, ["b", "c"])
    described("updatePerson", records.patch(path, {"surname": None}, '"2"'), 422)
    replaced = put(records, path, {"reference": "A-1", "surname": "S"}, '"2"').json()
    assert set(replaced) == ADDED | {"reference", "surname", "status"}


@pytest.mark.parametrize("kind", WAYS)
def test_another_tenant_sees_nothing(records: Client, kind: str) -> None:
    path, created = made(records, kind)
    for reply in (
        records.get(path, identity="other-agency"),
        put(records, path, sent(kind), "*", identity="other-agency"),
        records.patch(path, CHANGES[kind], "*", identity="other-agency"),
        delete(records, path, "*", identity="other-agency"),
    ):
        assert reply.status_code == 404
    others = records.get(f"/{kind}", identity="other-agency").json()["items"]
    assert others
    assert {item["tenant"] for item in others} == {"GB-POL-X03"}
    assert records.get(path).json() == created


def test_who_calls_must_be_known_and_allowed(records: Client) -> None:
    for reply in (
        records.get("/persons", identity=""),
        records.get("/persons", token="nonsense"),
        records.get("/persons", identity="expired"),
        records.get("/persons", identity="wrong-audience"),
        records.get(f"/persons?access_token={records.token()}", identity=""),
    ):
        described("listPersons", reply, 401)
    described("createPerson", records.post("/persons", sent("persons"), identity="read-only"), 403)
    described("createExport", records.post("/exports", {"resource": "events"}, identity="read-only"), 403)
    data = {"grant_type": "client_credentials"}
    auth = ("own-agency", records.partner.secret)
    token = requests.post(records.partner.token_url, data=data, auth=auth, timeout=5)
    assert (token.status_code, token.headers["Cache-Control"]) == (200, "no-store")


def test_requests_that_are_not_http_as_described_are_refused(records: Client) -> None:
    url, bearer = records.partner.url + "/persons", {"Authorization": f"Bearer {records.token()}"}
    as_json = {**bearer, "Content-Type": "application/json"}

    def post(data: bytes, headers: dict[str, str]) -> requests.Response:
        return requests.post(url, data=data, headers=headers, timeout=5)

    described("createPerson", post(b"{", as_json), 400)
    described("createPerson", post(b'{"a":' * 300 + b"1" + b"}" * 300, as_json), 400)
    described("createPerson", post(b'{"surname":1e999}', as_json), 400)
    described("createPerson", post(b"{}", {**bearer, "Content-Type": "text/plain"}), 415)
    described("createPerson", post(b"{}", bearer), 415)
    described("createPerson", post(b'"' + b"a" * 262144 + b'"', as_json), 413)
    wrong = described("createPerson", post(b'{"surname":"","aliases":["a",2]}', as_json), 422)
    assert {each["pointer"] for each in wrong["errors"]} == {"/surname", "/aliases/1", "/reference"}
    described("createPerson", records.post("/persons", sent("persons", aliases=["a"] * 11)), 422)
    described("createPerson", records.post("/persons", sent("persons"), headers={"Accept": "text/html"}), 406)
    refused = records.call("DELETE", "/persons")
    described("listPersons", refused, 405)
    assert refused.headers["Allow"] == "GET, HEAD, POST"
    head, got = records.call("HEAD", "/persons"), records.get("/persons")
    assert (head.status_code, head.content, head.headers["Content-Length"]) == (200, b"", str(len(got.content)))


def test_everything_is_exported_and_not_too_often(records: Client) -> None:
    with receiver(mock=MOCK) as client:
        replies = [client.post("/exports", {"resource": "persons"}) for _ in range(5)]
        queued = described("createExport", replies[0], 202)
        described("createExport", replies[4], 429)
        assert (queued["status"], replies[4].headers["Retry-After"]) == ("queued", "1")
        path = below(replies[0].headers["Location"])
        deadline = time.monotonic() + 5
        while (state := described("getExport", client.get(path), 200))["status"] != "completed":
            assert time.monotonic() < deadline
        lines = described("getExportContent", client.get(below(state["contentUrl"])), 200).splitlines()
        assert [json.loads(line)["id"] for line in lines] == [item["id"] for item in items(client, "/persons")]
        described("getExport", client.get(path, identity="other-agency"), 404)
        assert client.post("/exports", {"resource": "persons"}, identity="other-agency").status_code == 202


def test_who_subscribes_is_read_and_removed(records: Client) -> None:
    body = {"callbackUrl": "https://hooks.example.org/records", "eventTypes": ["person.created"]}
    reply = records.post("/subscriptions", body)
    created = described("createSubscription", reply, 201)
    path = below(reply.headers["Location"])
    assert described("getSubscription", records.get(path), 200) == created
    assert created in described("listSubscriptions", records.get("/subscriptions"), 200)["items"]
    assert records.get(path, identity="other-agency").status_code == 404
    described("deleteSubscription", records.call("DELETE", path), 204)
    described("getSubscription", records.get(path), 404)
    for url in ("http://hooks.example.org/", "https://127.0.0.1/", "https://169.254.169.254/latest/"):
        described("createSubscription", records.post("/subscriptions", {**body, "callbackUrl": url}), 422)


def test_who_subscribes_is_told_of_changes_until_the_end(records: Client) -> None:
    (webhook,) = RECORDS.webhooks
    schema: Any = webhook.request_bodies["application/json"].schema
    with listening() as listener:
        url = f"http://127.0.0.1:{listener.port}/0123456789ab"
        wanted = [f"object.{verb}" for verb in ("created", "changed", "removed")]
        reply = records.post("/subscriptions", {"callbackUrl": url, "eventTypes": wanted})
        path, _ = made(records, "objects")
        made(records, "persons")
        made(records, "objects", identity="other-agency")
        records.patch(path, CHANGES["objects"], '"1"')
        put(records, path, sent("objects"), '"2"')
        delete(records, path, '"3"')
        told = [listener.next() for _ in range(4)]
        assert all(schema.is_valid(notice) for notice in told)
        assert [(notice["type"], notice["version"]) for notice in told] == [
            ("object.created", 1),
            ("object.changed", 2),
            ("object.changed", 3),
            ("object.removed", 3),
        ]
        assert {notice["subject"] for notice in told} == {BASE + path}
        assert len({notice["id"] for notice in told}) == 4
        assert records.call("DELETE", below(reply.headers["Location"])).status_code == 204
        made(records, "objects")
        second = records.post("/subscriptions", {"callbackUrl": url, "eventTypes": ["location.created"]})
        assert second.status_code == 201
        made(records, "locations")
        assert listener.next()["type"] == "location.created"


def test_it_describes_itself_to_everybody(records: Client) -> None:
    service = described("getService", records.get("/", identity=""), 200)
    document = described("getDescription", records.get(below(service["description"]), identity=""), 200)
    assert document["info"]["version"] == service["version"] == RECORDS.version
    assert {o["operationId"] for item in document["paths"].values() for o in item.values() if "operationId" in o} == {
        operation.id for operation in RECORDS.operations
    }


def test_what_is_deprecated_says_so(records: Client) -> None:
    path, created = made(records, "persons")
    reply = records.get(f"{path}/summary")
    assert described("getPersonSummary", reply, 200)["surname"] == created["surname"]
    assert (reply.headers["Deprecation"], reply.headers["Sunset"][:3]) == ("@1767225600", "Fri")
    assert reply.headers["Link"] == f'<{BASE}{path}>; rel="successor-version"'


@pytest.mark.parametrize("path", ["/persons", "/nowhere", "/persons/5a0c4e1d-8b7a-4c9d-9e4f-000000000009"])
def test_the_correlation_id_comes_back(records: Client, path: str) -> None:
    assert records.get(path, headers={"Correlation-Id": "abc-1"}).headers["Correlation-Id"] == "abc-1"
    long = records.get(path, headers={"Correlation-Id": "x" * 129})
    assert (long.status_code, len(long.headers["Correlation-Id"])) == (404 if path == "/nowhere" else 400, 36)
    assert not [name for name in records.get(path).headers if name.lower().startswith("x-")]


@pytest.mark.parametrize("kind", WAYS)
def test_personal_data_is_not_cached(records: Client, kind: str) -> None:
    assert records.get(f"/{kind}").headers["Cache-Control"] == "no-store"


def test_no_person_or_place_in_it_is_real() -> None:
    from harness.partner.script import read

    state = read(MOCK).data["state"]
    numbers = [r["contactNumber"] for r in state["persons"]["records"]]
    assert all(number.startswith(("07700 900", "01632 960")) for number in numbers)
    postcodes = [r["address"]["postcode"] for r in state["locations"]["records"] if "address" in r]
    assert postcodes
    assert all(code.startswith("ZZ99 ") for code in postcodes)
