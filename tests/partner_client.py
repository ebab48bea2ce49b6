"""Talks to the reference receiver as another control room would."""

from __future__ import annotations

import socket
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

import requests

from harness.partner.host import Running, running

MOCK = "receiving-control-room"
OWN, KNOWN, OTHER, UNKNOWN = "GB-POL-X01", "GB-FRS-X02", "GB-AMB-X03", "GB-POL-X99"


def new_id() -> str:
    """Return a fresh identifier."""
    return str(uuid.uuid4())


def at(offset: float = 0) -> str:
    """Return the time now, or so many seconds from now, as RFC 3339 writes it."""
    return datetime.fromtimestamp(time.time() + offset, UTC).isoformat()


def message(agency: str = OWN, **more: Any) -> dict[str, Any]:
    """Return what every message carries, and more."""
    sender = {"agency": agency, "author": "A. Sampl", "role": "control room supervisor"}
    return {"messageId": new_id(), "sender": sender, "sentAt": at(), **more}


def incident(**more: Any) -> dict[str, Any]:
    """Return a new incident."""
    coordinate = {"latitude": 52.3, "longitude": -4.85, "crs": "EPSG:4326"}
    given = {
        "receiver": {"agency": KNOWN},
        "sourceReference": "X01-0042",
        "type": "road traffic collision",
        "location": {"coordinate": coordinate},
        "narrative": "EXERCISE - HALLMARK 1. Two cars.",
    }
    return message(**{**given, **more})


def methane(**more: Any) -> dict[str, Any]:
    """Return an M/ETHANE report."""
    place = {"coordinate": {"latitude": 52.3, "longitude": -4.85, "crs": "EPSG:4326"}}
    given: dict[str, Any] = {
        "majorIncident": False,
        "exactLocation": place,
        "type": "road traffic collision",
        "hazards": [
            {"description": "Leaking fuel", "status": "present"},
            {"description": "Gas", "status": "suspected"},
        ],
        "access": {"routes": ["B9999 from the north"], "rvp": place, "egress": "Slipway road"},
        "casualties": [{"number": 2, "type": "adult", "severity": "P1"}],
        "services": {"present": ["police"], "required": ["fire", "ambulance"]},
    }
    return message(**{**given, **more})


def note(**more: Any) -> dict[str, Any]:
    """Return a log entry."""
    return message(**{"kind": "note", "text": "Road closed.", "occurredAt": at(-60), **more})


class Client:
    """Calls one partner, under any of its identities."""

    def __init__(self, partner: Running) -> None:
        self.partner = partner
        self.session = requests.Session()
        self._tokens: dict[str, str] = {}

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.session.close()

    def token(self, identity: str = "own-agency") -> str:
        """Return an access token of a client, the same each time."""
        if identity not in self._tokens:
            reply = self.session.post(
                self.partner.token_url, data={"grant_type": "client_credentials"}, auth=(identity, self.partner.secret)
            )
            self._tokens[identity] = reply.json()["access_token"]
        return self._tokens[identity]

    def call(
        self, method: str, path: str, json: Any = None, *, identity: str = "own-agency", token: str = "", **more: Any
    ) -> requests.Response:
        """Send a request; `identity=""` sends no token, `token` sends that one."""
        headers = dict(more.pop("headers", {}))
        if token or identity:
            headers.setdefault("Authorization", f"Bearer {token or self.token(identity)}")
        return self.session.request(method, self.partner.url + path, json=json, headers=headers, **more)

    def get(self, path: str, **more: Any) -> requests.Response:
        """GET."""
        return self.call("GET", path, **more)

    def post(self, path: str, json: Any, **more: Any) -> requests.Response:
        """POST JSON."""
        return self.call("POST", path, json, **more)

    def patch(self, path: str, json: Any, etag: str | None, **more: Any) -> requests.Response:
        """PATCH with a merge patch, on the condition of an entity tag unless it is None."""
        headers = {"Content-Type": "application/merge-patch+json", **({} if etag is None else {"If-Match": etag})}
        return self.call("PATCH", path, json, headers=headers, **more)

    def create(self, **more: Any) -> str:
        """Create an incident and return its path."""
        reply = self.post("/incidents", incident(**more))
        assert reply.status_code == 201, reply.text
        return f"/incidents/{reply.json()['sharedIncidentId']}"

    def close(self, path: str) -> requests.Response:
        """Close an incident."""
        return self.post(f"{path}/closure", message(outcome="resolved", closedAt=at()))

    def items(self, path: str) -> list[dict[str, Any]]:
        """Return the first 100 elements of a list."""
        found = self.get(f"{path}?limit=100").json()["items"]
        assert isinstance(found, list)
        return found

    def until(self, path: str, holds: Callable[[list[dict[str, Any]]], bool]) -> list[dict[str, Any]]:
        """Read a list until something holds of it; fails after five seconds."""
        end = time.monotonic() + 5
        while time.monotonic() < end:
            if holds(found := self.items(path)):
                return found
        raise AssertionError(f"{path} never came to what was expected: {found}")


@contextmanager
def receiver(*defects: str, mock: str = MOCK) -> Iterator[Client]:
    """Serve a partner, the reference receiver unless another is named, and return a client for it."""
    with running(mock, defects) as partner, Client(partner) as client:
        yield client


def port_of(client: Client) -> int:
    """Return the port that a client's partner listens on."""
    return int(client.partner.url.split(":")[2].split("/")[0])


def spoken(client: Client, data: bytes, *, end: bool = False) -> bytes:
    """Return all that comes back for some bytes; `end` closes our half of the connection."""
    with socket.create_connection(("127.0.0.1", port_of(client)), timeout=8) as line:
        line.sendall(data)
        if end:
            line.shutdown(socket.SHUT_WR)
        pieces = []
        try:
            while piece := line.recv(65536):
                pieces.append(piece)
        except ConnectionResetError:
            pieces.append(b"<reset>")
    return b"".join(pieces)
