"""Makes up records for the reference records API, one of each kind, and goes through its lists."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import requests
from partner_client import Client, new_id

MOCK = "reference-records"
BASE = "/records/v1"
KINDS = {
    "persons": {"reference": "A-1", "surname": "Tŷ-Gwyn", "givenName": "Siân 🙂", "status": "active"},
    "objects": {"reference": "A-2", "type": "vehicle", "status": "held", "estimatedValue": 12.5},
    "locations": {"name": "Cae'r Prawf", "type": "other", "geometry": {"type": "Point", "coordinates": [-4.85, 52.3]}},
    "events": {"type": "theft", "status": "open", "occurredAt": "2026-03-01T08:30:00+00:00", "severity": 2},
}
"""A record of each kind, whole but for what the service adds."""
CHANGES: dict[str, dict[str, Any]] = {
    "persons": {"surname": "Ŵylan"},
    "objects": {"status": "returned"},
    "locations": {"type": "junction"},
    "events": {"status": "closed"},
}
SIZES = {"persons": "limit", "objects": "limit", "locations": "limit", "events": "page-size"}
"""Which parameter says how many records a page holds."""
MOST = {"persons": 100, "objects": 100, "locations": 100, "events": 20}
"""How many records a page holds at most."""
ADDED = {"id", "version", "tenant", "createdAt", "createdBy", "updatedAt"}
"""What the service adds to a record."""


def sent(kind: str, **more: Any) -> dict[str, Any]:
    """Return a record of a kind, or more of one."""
    return {**KINDS[kind], **more}


def made(client: Client, kind: str, *, identity: str = "own-agency", **more: Any) -> tuple[str, dict[str, Any]]:
    """Create a record; return its path and itself."""
    reply = client.post(f"/{kind}", sent(kind, **more), identity=identity)
    assert reply.status_code == 201, reply.text
    return f"/{kind}/{reply.json()['id']}", reply.json()


def put(client: Client, path: str, body: Any, etag: str | None, **more: Any) -> requests.Response:
    """PUT on the condition of an entity tag, unless it is None."""
    return client.call("PUT", path, body, headers={} if etag is None else {"If-Match": etag}, **more)


def delete(client: Client, path: str, etag: str | None, **more: Any) -> requests.Response:
    """DELETE on the condition of an entity tag, unless it is None."""
    return client.call("DELETE", path, headers={} if etag is None else {"If-Match": etag}, **more)


def pages(client: Client, path: str, most: int = 60) -> list[dict[str, Any]]:
    """Return the pages of a list, as its links lead through them."""
    found = [client.get(path).json()]
    while "next" in found[-1] and len(found) < most:
        found.append(client.get(below(found[-1]["next"])).json())
    return found


def items(client: Client, path: str) -> list[dict[str, Any]]:
    """Return everything in a list."""
    return [item for page in pages(client, path) for item in page["items"]]


def below(reference: str) -> str:
    """Return what lies below the base in a link."""
    parts = urlsplit(reference)
    assert parts.path.startswith(BASE), reference
    return parts.path[len(BASE) :] + (f"?{parts.query}" if parts.query else "")


def key() -> dict[str, str]:
    """Return a fresh Idempotency-Key."""
    return {"Idempotency-Key": new_id()}
