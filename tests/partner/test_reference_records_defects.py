"""Each defect planted in the reference records API breaks the promise that it names, and the perfect one keeps it."""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jwt
import pytest
import requests
from kept import kept
from partner_acts import RECORDS
from partner_client import Client, new_id, receiver
from records_client import ADDED, CHANGES, KINDS, MOCK, below, delete, items, key, made, pages, put, sent
from tls_client import OLD, guarded, shaken, shown, signed_in

from harness.errors import MockError
from harness.loading import find, load_bundle
from harness.partner.defects import list_defects
from harness.partner.host import Running, prepared
from harness.partner.instant import seconds_of

Probe = Callable[[Client], bool]
PROBES: dict[str, Probe] = {}
WELSH = "Tŷ Gwŷn 🙂"


def probe(name: str) -> Callable[[Probe], Probe]:
    """Register the probe that holds of the perfect service and not of one with this defect."""

    def register(function: Probe) -> Probe:
        PROBES[name] = function
        return function

    return register


def document(client: Client) -> Any:
    """The description that is served."""
    return client.get("/openapi.json").json()


def all_same(*found: bool) -> bool:
    """What holds of every kind, or of none: a defect does not stop half way."""
    assert len(set(found)) == 1, found
    return found[0]


def of_every_kind(holds: Callable[[str], bool]) -> bool:
    return all_same(*(holds(kind) for kind in KINDS))


def raw(client: Client, body: bytes, media_type: str = "application/json", **more: Any) -> requests.Response:
    headers = {"Authorization": f"Bearer {client.token()}", "Content-Type": media_type, **more}
    return requests.post(f"{client.partner.url}/persons", data=body, headers=headers, timeout=8)


# What the description says


@probe("dangling-reference")
def _(client: Client) -> bool:
    schemas = document(client)["components"]["schemas"]
    used = json.dumps(document(client)).split('"$ref": "#/components/schemas/')[1:]
    return {text.partition('"')[0] for text in used} <= set(schemas)


@probe("hides-description")
def _(client: Client) -> bool:
    return client.get("/openapi.json").status_code == 200


@probe("undocumented-status")
def _(client: Client) -> bool:
    path, _ = made(client, "objects")
    return client.get(path).status_code == 200


@probe("version-as-text")
def _(client: Client) -> bool:
    path, _ = made(client, "persons")
    return client.get(path).json()["version"] == 1


@probe("one-name-twice")
def _(client: Client) -> bool:
    names = [
        o["operationId"] for item in document(client)["paths"].values() for o in item.values() if "operationId" in o
    ]
    return len(names) == len(set(names))


@probe("version-is-a-word")
def _(client: Client) -> bool:
    return document(client)["info"]["version"] == "1.0.0"


@probe("verbs-in-paths")
def _(client: Client) -> bool:
    described = "/getPersonList" in document(client)["paths"]
    assert described is (client.get("/getPersonList").status_code == 200)
    return not described


@probe("nobody-to-ask")
def _(client: Client) -> bool:
    info = document(client)["info"]
    return all_same("contact" in info, "license" in info)


@probe("undeclared-406")
def _(client: Client) -> bool:
    assert client.get("/objects", headers={"Accept": "text/html"}).status_code == 406
    return "406" in document(client)["paths"]["/objects"]["get"]["responses"]


@probe("x-headers")
def _(client: Client) -> bool:
    return '"X-' not in json.dumps(document(client))


@probe("no-version")
def _(client: Client) -> bool:
    return all_same("/v1" in client.partner.url, document(client)["servers"] == [{"url": "/records/v1"}])


# HTTP


@probe("no-allow")
def _(client: Client) -> bool:
    return client.call("DELETE", "/persons").headers.get("Allow") == "GET, HEAD, POST"


@probe("wrong-method-is-404")
def _(client: Client) -> bool:
    return client.call("DELETE", "/persons").status_code == 405


@probe("head-unknown")
def _(client: Client) -> bool:
    return client.call("HEAD", "/persons").status_code == 200


@probe("ignores-content-type")
def _(client: Client) -> bool:
    return raw(client, json.dumps(sent("persons")).encode(), "text/plain").status_code == 415


@probe("ignores-accept")
def _(client: Client) -> bool:
    return client.get("/persons", headers={"Accept": "text/html"}).status_code == 406


@probe("list-at-top")
def _(client: Client) -> bool:
    listed = isinstance(client.get("/subscriptions").json(), list)
    content = document(client)["paths"]["/subscriptions"]["get"]["responses"]["200"]["content"]
    assert listed is (content["application/json"]["schema"].get("type") == "array")
    return not listed


def letter_for_letter(client: Client, kind: str, member: str) -> bool:
    path, created = made(client, kind, **{member: WELSH})
    changed = client.patch(path, {member: WELSH + "!"}, '"1"').json()
    return all_same(created[member] == WELSH, changed[member] == WELSH + "!")


PLACES_FOR_TEXT = (("persons", "surname"), ("objects", "description"), ("locations", "name"), ("events", "narrative"))


@probe("ascii-only")
@probe("decomposes")
def _(client: Client) -> bool:
    return all_same(*(letter_for_letter(client, kind, member) for kind, member in PLACES_FOR_TEXT))


@probe("says-latin-1")
def _(client: Client) -> bool:
    return client.get("/persons").headers["Content-Type"] == "application/json"


@probe("times-without-offset")
def _(client: Client) -> bool:
    path, _ = made(client, "events")
    return seconds_of(client.get(path).json()["updatedAt"]) is not None


@probe("two-cases")
def _(client: Client) -> bool:
    path, _ = made(client, "objects")
    return not any("_" in member for member in client.get(path).json())


@probe("no-trace-of-the-new")
def _(client: Client) -> bool:
    reply = client.post("/objects", sent("objects"))
    return all_same("Location" in reply.headers, "id" in reply.json())


@probe("fails-on-unknown-members")
def _(client: Client) -> bool:
    return of_every_kind(lambda kind: client.post(f"/{kind}", sent(kind, unheardOf=1)).status_code == 201)


@probe("ignores-if-match")
def _(client: Client) -> bool:
    def refused(kind: str) -> bool:
        path, _ = made(client, kind)
        return client.patch(path, CHANGES[kind], '"9"').status_code == 412

    return of_every_kind(refused)


@probe("same-tag-for-ever")
def _(client: Client) -> bool:
    def moves(kind: str) -> bool:
        path, _ = made(client, kind)
        return client.patch(path, CHANGES[kind], '"1"').headers["ETag"] == '"2"'

    return of_every_kind(moves)


@probe("unconditional-changes")
def _(client: Client) -> bool:
    def refused(kind: str) -> bool:
        path, _ = made(client, kind)
        return client.patch(path, CHANGES[kind], None).status_code == 428

    return of_every_kind(refused)


# Errors


@probe("errors-as-text")
def _(client: Client) -> bool:
    asked = (client.get("/nowhere"), client.call("DELETE", "/persons"), raw(client, b"{"))
    return all_same(*(reply.headers["Content-Type"] == "application/problem+json" for reply in asked))


@probe("problem-says-500")
def _(client: Client) -> bool:
    asked = (client.get(f"/persons/{new_id()}"), client.call("DELETE", "/persons"))
    return all_same(*(reply.json()["status"] == reply.status_code for reply in asked))


@probe("shows-stack")
def _(client: Client) -> bool:
    return "Traceback" not in raw(client, b"{").text


@probe("crashes-with-trace")
def _(client: Client) -> bool:
    reply = client.get("/persons?reference=%C5%B7")
    return all_same(reply.status_code == 200, "Traceback" not in reply.text)


@probe("shows-banner")
def _(client: Client) -> bool:
    return client.get("/persons").headers["Server"] == "records"


@probe("malformed-is-422")
def _(client: Client) -> bool:
    return raw(client, b"{").status_code == 400


@probe("something-is-wrong")
def _(client: Client) -> bool:
    reply = client.post("/persons", {"reference": "A"})
    assert reply.status_code == 422
    return reply.json().get("errors") == [{"pointer": "/surname", "detail": "is required"}]


@probe("forgets-correlation")
def _(client: Client) -> bool:
    return client.get("/persons", headers={"Correlation-Id": "abc"}).headers["Correlation-Id"] == "abc"


# Who may


@probe("open-door")
def _(client: Client) -> bool:
    path, _ = made(client, "persons")
    return all_same(*(client.get(each, identity="").status_code == 401 for each in (path, "/objects")))


@probe("no-challenge")
def _(client: Client) -> bool:
    reply = client.get("/persons", identity="")
    assert reply.status_code == 401
    return "WWW-Authenticate" in reply.headers


@probe("accepts-any-token")
def _(client: Client) -> bool:
    return client.get("/persons", token="nonsense").status_code == 401


@probe("ignores-expiry")
def _(client: Client) -> bool:
    return client.get("/persons", identity="expired").status_code == 401


@probe("ignores-audience")
def _(client: Client) -> bool:
    return client.get("/persons", identity="wrong-audience").status_code == 401


@probe("accepts-alg-none")
def _(client: Client) -> bool:
    claims = jwt.decode(client.token(), options={"verify_signature": False})
    return client.get("/persons", token=jwt.encode(claims, "", "none")).status_code == 401


@probe("ignores-signature")
def _(client: Client) -> bool:
    claims = jwt.decode(client.token(), options={"verify_signature": False})
    return client.get("/persons", token=jwt.encode(claims, "k" * 32, "HS256")).status_code == 401


@probe("ignores-scope")
def _(client: Client) -> bool:
    created = client.post("/persons", sent("persons"), identity="read-only").status_code
    exported = client.post("/exports", {"resource": "persons"}, identity="read-only").status_code
    return all_same(created == 403, exported == 403)


@probe("token-in-query")
def _(client: Client) -> bool:
    return client.get(f"/persons?access_token={client.token()}", identity="").status_code == 401


@probe("shows-to-all")
def _(client: Client) -> bool:
    def hidden(kind: str) -> bool:
        path, _ = made(client, kind)
        others = client.get(f"/{kind}", identity="other-agency").json()["items"]
        assert {item["tenant"] for item in others} == {"GB-POL-X03"}
        assert client.get(f"/{kind}/{others[0]['id']}", identity="other-agency").status_code == 200
        return client.get(path, identity="other-agency").status_code == 404

    return of_every_kind(hidden)


@probe("lists-for-all")
def _(client: Client) -> bool:
    others = client.get("/persons", identity="other-agency").json()["items"]
    return {item["tenant"] for item in others} == {"GB-POL-X03"}


@probe("removes-for-all")
def _(client: Client) -> bool:
    path, _ = made(client, "objects")
    refused = delete(client, path, '"1"', identity="other-agency").status_code == 404
    assert refused is (client.get(path).status_code == 200)
    return refused


@probe("cacheable-token")
def _(client: Client) -> bool:
    assert client.get("/persons").headers["Cache-Control"] == "no-store"
    auth, data = ("own-agency", client.partner.secret), {"grant_type": "client_credentials"}
    reply = requests.post(client.partner.token_url, data=data, auth=auth, timeout=8)
    return reply.headers["Cache-Control"] == "no-store"


# Limits


@probe("endless-page")
def _(client: Client) -> bool:
    reply = client.get("/events?page-size=25")
    assert reply.status_code == 400 or len(reply.json()["items"]) == 25
    return reply.status_code == 400


@probe("no-retry-after")
def _(client: Client) -> bool:
    for _ in range(5):
        reply = client.post("/exports", {"resource": "events"}, identity="other-agency")
    assert reply.status_code == 429
    return "Retry-After" in reply.headers


@probe("fails-on-large-content")
def _(client: Client) -> bool:
    return raw(client, b'"' + b"a" * 300_000 + b'"').status_code == 413


@probe("hangs-on-large-content")
def _(client: Client) -> bool:
    headers = {"Authorization": f"Bearer {client.token()}", "Content-Type": "application/json"}
    try:
        requests.post(f"{client.partner.url}/persons", data=b" " * 300_000, headers=headers, timeout=0.5)
    except requests.exceptions.ReadTimeout:
        return False
    return True


@probe("fails-on-deep-content")
def _(client: Client) -> bool:
    deep, huge = raw(client, b'{"a":' * 300 + b"1" + b"}" * 300), raw(client, b'{"a":1e999}')
    assert raw(client, b"{").status_code == 400
    return all_same(deep.status_code == 400, huge.status_code == 400)


# What happens to things over time


@probe("gone-before-deprecated")
def _(client: Client) -> bool:
    path, _ = made(client, "persons")
    return client.get(f"{path}/summary").headers["Sunset"] > "Fri, 31 Dec 2025"


@probe("forgets-keys")
def _(client: Client) -> bool:
    def same(kind: str) -> bool:
        headers = key()
        first, again = (client.post(f"/{kind}", sent(kind), headers=headers) for _ in range(2))
        return bool(first.json()["id"] == again.json()["id"])

    return of_every_kind(same)


@probe("reuses-keys")
def _(client: Client) -> bool:
    def refused(kind: str) -> bool:
        headers = key()
        client.post(f"/{kind}", sent(kind), headers=headers)
        return client.post(f"/{kind}", {**sent(kind), **CHANGES[kind]}, headers=headers).status_code == 422

    return of_every_kind(refused)


@probe("breaks-twins")
def _(client: Client) -> bool:
    def sound(kind: str) -> bool:
        one, other = (made(client, kind)[0] for _ in range(2))
        assert client.get(other).status_code == 200
        return client.get(one).status_code == 200

    return of_every_kind(sound)


@probe("loses-twins")
def _(client: Client) -> bool:
    def kept_both(kind: str) -> bool:
        one, other = (made(client, kind)[0] for _ in range(2))
        assert client.get(one).status_code == 200
        return client.get(other).status_code == 200

    return of_every_kind(kept_both)


@probe("cacheable-person")
def _(client: Client) -> bool:
    path, _ = made(client, "persons")
    return all_same(*(client.get(each).headers["Cache-Control"] == "no-store" for each in (path, "/persons")))


@probe("divides-by-value")
def _(client: Client) -> bool:
    assert client.post("/objects", sent("objects", estimatedValue=0.01)).status_code == 201
    return client.post("/objects", sent("objects", estimatedValue=0)).status_code == 201


@probe("calls-anybody")
def _(client: Client) -> bool:
    body = {"callbackUrl": "http://169.254.169.254/latest/meta-data/", "eventTypes": ["person.created"]}
    return client.post("/subscriptions", body).status_code == 422


@probe("believes-who-made-it")
def _(client: Client) -> bool:
    def told(kind: str) -> bool:
        assert made(client, kind)[1]["createdBy"] == "own-agency"
        path, created = made(client, kind, createdBy="nobody")
        changed = client.patch(path, {"createdBy": "nobody"}, '"1"').json()
        replaced = put(client, path, sent(kind, createdBy="nobody"), '"2"').json()
        return all_same(*(each["createdBy"] == "own-agency" for each in (created, changed, replaced)))

    return of_every_kind(told)


@probe("forgets-members")
def _(client: Client) -> bool:
    words = {"persons": "notes", "objects": "description", "events": "narrative"}
    address = {"lines": ["1 Stryd Sampl"]}
    kept_words = (member in made(client, kind, **{member: "x"})[1] for kind, member in words.items())
    return all_same("address" in made(client, "locations", address=address)[1], *kept_words)


@probe("forgets-put")
def _(client: Client) -> bool:
    def held(kind: str) -> bool:
        path, _ = made(client, kind)
        replaced = put(client, path, {**sent(kind), **CHANGES[kind]}, '"1"').json()
        assert {name: replaced[name] for name in CHANGES[kind]} == CHANGES[kind]
        return bool(client.get(path).json() == replaced)

    return of_every_kind(held)


@probe("drops-a-member")
def _(client: Client) -> bool:
    path, _ = made(client, "objects")
    return "estimatedValue" in client.get(path).json()


@probe("refuses-and-takes")
def _(client: Client) -> bool:
    path, before = made(client, "objects")
    assert put(client, path, {**sent("objects"), **CHANGES["objects"]}, '"7"').status_code == 412
    return bool(client.get(path).json() == before)


@probe("forgets-patch")
def _(client: Client) -> bool:
    def held(kind: str) -> bool:
        path, _ = made(client, kind)
        changed = client.patch(path, CHANGES[kind], '"1"').json()
        assert {name: changed[name] for name in CHANGES[kind]} == CHANGES[kind]
        return bool(client.get(path).json() == changed)

    return of_every_kind(held)


@probe("changes-and-refuses")
def _(client: Client) -> bool:
    def untouched(kind: str) -> bool:
        path, created = made(client, kind)
        assert client.patch(path, CHANGES[kind], '"9"').status_code == 412
        return bool(client.get(path).json() == created)

    return of_every_kind(untouched)


@probe("changes-what-is-gone")
def _(client: Client) -> bool:
    def refused(kind: str) -> bool:
        path, _ = made(client, kind)
        assert delete(client, path, '"1"').status_code == 204
        assert client.get(path).status_code == 404
        return client.patch(path, CHANGES[kind], '"1"').status_code == 404

    return of_every_kind(refused)


@probe("put-keeps-the-rest")
def _(client: Client) -> bool:
    path, _ = made(client, "persons", notes="x")
    return "notes" not in put(client, path, sent("persons"), '"1"').json()


@probe("reads-what-is-gone")
def _(client: Client) -> bool:
    def gone(kind: str) -> bool:
        path, _ = made(client, kind)
        assert delete(client, path, '"1"').status_code == 204
        return client.get(path).status_code == 404

    return of_every_kind(gone)


@probe("lists-what-is-gone")
def _(client: Client) -> bool:
    path, created = made(client, "persons")
    assert delete(client, path, '"1"').status_code == 204
    assert client.get(path).status_code == client.patch(path, {}, '"1"').status_code == 404
    return created["id"] not in [item["id"] for item in items(client, "/persons")]


# Lists


@probe("list-of-ghosts")
def _(client: Client) -> bool:
    found = client.get("/locations?limit=2").json()["items"]
    return all_same(*(client.get(f"/locations/{item['id']}").status_code == 200 for item in found))


def walked(client: Client, path: str) -> list[str]:
    return [item["id"] for item in items(client, path)]


@probe("skips-at-page-end")
def _(client: Client) -> bool:
    return set(walked(client, "/persons?limit=5")) == set(walked(client, "/persons?limit=100"))


@probe("repeats-at-page-end")
def _(client: Client) -> bool:
    found = walked(client, "/objects?limit=5")
    return len(found) == len(set(found))


@probe("endless-pages")
def _(client: Client) -> bool:
    return "next" not in pages(client, "/locations?limit=5", most=40)[-1]


@probe("wrong-total")
def _(client: Client) -> bool:
    objects = client.get("/objects?limit=3").json()["total"] == len(walked(client, "/objects"))
    events = client.get("/events?page-size=3").json()["totalItems"] == len(walked(client, "/events"))
    return all_same(objects, events)


@probe("ignores-filter")
def _(client: Client) -> bool:
    asked = {"objects": "phone", "events": "theft"}
    return all_same(*({i["type"] for i in items(client, f"/{k}?type={t}")} == {t} for k, t in asked.items()))


@probe("filter-finds-nothing")
def _(client: Client) -> bool:
    return all_same(*(bool(items(client, f"/{k}?type={t}")) for k, t in (("objects", "phone"), ("events", "theft"))))


@probe("ignores-limit")
def _(client: Client) -> bool:
    sizes = {"persons": "limit", "objects": "limit", "locations": "limit", "events": "page-size"}
    return of_every_kind(lambda kind: len(client.get(f"/{kind}?{sizes[kind]}=2").json()["items"]) == 2)


def times(client: Client, query: str) -> list[float]:
    return [seconds_of(item["occurredAt"]) or 0 for item in items(client, f"/events?{query}")]


@probe("ignores-sort")
def _(client: Client) -> bool:
    up, down = times(client, "sort=occurred-at"), times(client, "sort=-occurred-at")
    return all_same(up == sorted(up), down == sorted(down, reverse=True))


@probe("ignores-range")
def _(client: Client) -> bool:
    first = all(each >= 1_751_328_000 for each in times(client, "occurred-from=2025-07-01T00:00:00Z"))
    last = all(each < 1_751_328_000 for each in times(client, "occurred-to=2025-07-01T00:00:00Z"))
    return all_same(first, last)


@probe("ignores-box")
def _(client: Client) -> bool:
    return all(-5 <= item["geometry"]["coordinates"][0] <= -4 for item in items(client, "/locations?bbox=-5,50,-4,56"))


@probe("folds-references")
def _(client: Client) -> bool:
    def apart(kind: str) -> bool:
        name = f"Ref-{new_id()[:8].upper()}X"
        for reference in (name, name.lower()):
            made(client, kind, reference=reference)
        return [item["reference"] for item in items(client, f"/{kind}?reference={name}")] == [name]

    return all_same(apart("persons"), apart("objects"))


@probe("lowers-references")
def _(client: Client) -> bool:
    return all_same(
        *(made(client, kind, reference="Ab-1")[1]["reference"] == "Ab-1" for kind in ("persons", "objects"))
    )


@probe("swaps-coordinates")
def _(client: Client) -> bool:
    path, created = made(client, "locations")
    point = {"type": "Point", "coordinates": [-3.5, 53.0]}
    changed = client.patch(path, {"geometry": point}, '"1"').json()
    return all_same(created["geometry"] == KINDS["locations"]["geometry"], changed["geometry"] == point)


@probe("places-beyond-the-earth")
def _(client: Client) -> bool:
    beyond = {"type": "Point", "coordinates": [-4.0, 152.0]}
    return client.post("/locations", sent("locations", geometry=beyond)).status_code == 422


@pytest.fixture(scope="module")
def flawless() -> Iterator[Client]:
    with receiver(mock=MOCK) as client:
        yield client


@pytest.mark.parametrize("name", PROBES)
def test_the_perfect_service_keeps_the_promise_and_the_defective_one_does_not(flawless: Client, name: str) -> None:
    assert PROBES[name](flawless)
    with receiver(name, mock=MOCK) as client:
        assert not PROBES[name](client)


# TLS

TlsProbe = Callable[[Running, requests.Session], bool]


def refuses_old_versions(partner: Running, session: requests.Session) -> bool:
    old = (shaken(partner, version) for version in (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1))
    return all_same(*(version is None for version in old))


def is_trusted(partner: Running, session: requests.Session) -> bool:
    try:
        return session.get(f"{partner.url}/", timeout=8).status_code == 200
    except requests.exceptions.SSLError:
        return False


def tells_to_keep_to_tls(partner: Running, session: requests.Session) -> bool:
    return "Strict-Transport-Security" in session.get(f"{partner.url}/", timeout=8).headers


def serves_nothing_without(partner: Running, session: requests.Session) -> bool:
    bearer = signed_in(partner, session)
    return session.get(f"{partner.plain_url}/persons", headers=bearer, timeout=8).status_code == 403


def asks_for_certificates(partner: Running, session: requests.Session) -> bool:
    try:
        return session.get(f"{partner.url}/", timeout=8).status_code != 200
    except (requests.exceptions.SSLError, requests.exceptions.ConnectionError):
        return True


def looks_at_the_binding(partner: Running, session: requests.Session) -> bool:
    assert partner.certificates is not None
    session.cert = shown(partner.certificates.clients["own-agency"])
    bearer = signed_in(partner, session)
    with requests.Session() as thief:
        thief.trust_env, thief.verify = False, session.verify
        thief.cert = shown(partner.certificates.clients["other-agency"])
        return thief.get(f"{partner.url}/persons", headers=bearer, timeout=8).status_code == 401


TLS_PROBES: dict[str, TlsProbe] = {
    "acts-without-tls": serves_nothing_without,
    "old-tls": refuses_old_versions,
    "another-name": is_trusted,
    "expired-certificate": is_trusted,
    "unknown-issuer": is_trusted,
    "no-hsts": tells_to_keep_to_tls,
    "no-certificate-needed": asks_for_certificates,
    "unbound-token": looks_at_the_binding,
}


@OLD
@pytest.mark.parametrize("name", TLS_PROBES)
def test_tls_is_spoken_as_it_should_be_or_not(tmp_path: Path, name: str) -> None:
    mutual = next(defect.needs == "mutual" for defect in list_defects(MOCK) if defect.name == name)
    for defects, holds in (((), True), ((name,), False)):
        with guarded(tmp_path, *defects, mutual=mutual) as (partner, session):
            assert TLS_PROBES[name](partner, session) is holds


def test_every_defect_is_shown() -> None:
    # What shows only where an authority is trusted is shown in test_ways.py.
    shown = {defect.name for defect in list_defects(MOCK) if defect.needs != "authority"}
    assert shown == {*PROBES, *TLS_PROBES}


def test_what_a_defect_breaks_is_a_requirement() -> None:
    known = {r.id for r in load_bundle(find("uk-api-base@1.0")).profile.requirements}
    named = {each for defect in list_defects(MOCK) for each in (*defect.kills, *defect.also)}
    assert named <= known


def test_a_defect_that_would_not_show_is_not_served() -> None:
    with pytest.raises(MockError, match="'old-tls' does not show") as caught:
        prepared(MOCK, ["old-tls"], 1, time.time)
    assert "--tls auto" in caught.value.hint


def test_defects_break_no_more_than_they_say() -> None:
    """What every operation answers keeps the description, unless the defect says that it breaks B02 or B03."""
    for defect in list_defects(MOCK):
        if defect.needs or {"B01", "B02", "B03"} & {*defect.kills, *defect.also} or defect.name in NOT_AS_DESCRIBED:
            continue
        with receiver(defect.name, mock=MOCK) as client:
            path, created = made(client, "persons")
            assert kept(RECORDS, "createPerson", client.post("/persons", sent("persons", reference="A-9")), 201)
            assert set(created) >= ADDED
            assert kept(RECORDS, "getPerson", client.get(path), 200)
            assert kept(RECORDS, "listPersons", client.get("/persons?limit=3"), 200)
            assert below(client.get("/events?page-size=3").json()["next"])


NOT_AS_DESCRIBED = {"no-version", "says-latin-1", "no-challenge", "hides-description"}
"""What the description says of these is mended, or they are about the description alone."""
