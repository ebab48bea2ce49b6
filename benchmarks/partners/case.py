"""Says what every partner is asked and what it answers: one POST and one GET of the profile's own description."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from benchmarks.partners.load import MARK
from harness.content import root

OPENAPI: Final = root("profiles") / "incident-transfer" / "1.0" / "openapi.yaml"
BASE: Final = "/incident-transfer/v1"
CLIENT: Final = "own-agency"
POST: Final = "createIncident"
GET: Final = "listAgencies"
_EXAMPLES: Final = yaml.safe_load(OPENAPI.read_text(encoding="utf-8"))["components"]["examples"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One operation as it is called and answered."""

    method: str
    path: str
    """Below the base."""
    body: str = ""
    """With MARK for an identifier."""
    status: int = 200
    answer: Any = None

    def request(self, base: str, token: str) -> str:
        """Return the request as it goes over the wire."""
        lines = [f"{self.method} {base}{self.path} HTTP/1.1", "Host: 127.0.0.1", "Accept: application/json"]
        lines += [f"Authorization: Bearer {token}"]
        if self.body:
            lines += ["Content-Type: application/json", f"Content-Length: {len(self.body.encode())}"]
        # Octets as Latin-1, which is how the program that sends them reads them again.
        return "\r\n".join([*lines, "", ""]) + self.body.encode().decode("latin-1")


def _incident() -> str:
    value = _EXAMPLES["newIncidentByUprn"]["value"]
    sender = {**value["sender"], "agency": "GB-POL-X01"}
    body = {**value, "messageId": MARK.decode(), "sender": sender, "receiver": {"agency": "GB-FRS-X02"}}
    body.pop("callbackUrl", None)
    return json.dumps(body, ensure_ascii=False)


CALLS: Final = {
    "post": Call(
        method="POST",
        path="/incidents",
        body=_incident(),
        status=201,
        answer=_EXAMPLES["incidentCreated"]["value"],
    ),
    "get": Call(method="GET", path="/agencies", answer=_EXAMPLES["agencyPage"]["value"]),
}


def write_desk(folder: Path) -> Path:
    """Write the partner that answers the same each time, as Prism and WireMock do; return its folder."""
    mock = {
        "name": "desk",
        "title": "A desk that answers the same each time",
        "says": "It answers, and does what every partner of ours does beside: it validates, and records before that.",
        "profile": "incident-transfer@1.0",
        "role": "receiver",
        "base": BASE,
        "authority": {
            "issuer": "desk-identity",
            "audience": "desk",
            "clients": {CLIENT: {"agency": "GB-POL-X01", "scopes": ["incidents:read", "incidents:write"]}},
        },
        "operations": {POST: _acts(CALLS["post"]), GET: _acts(CALLS["get"])},
    }
    place = folder / "desk"
    place.mkdir()
    (place / "mock.yaml").write_text(yaml.safe_dump(mock, sort_keys=False, allow_unicode=True), encoding="utf-8")
    return place


def _acts(call: Call) -> list[dict[str, Any]]:
    answer = {"id": "answer", "act": "reply", "status": call.status, "body": call.answer}
    return [{"id": "signed-in", "act": "authenticate"}, answer]
