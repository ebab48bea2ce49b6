"""Passes incidents on to another control room; made to act by a command, or by a call to its own test interface.

`python product.py transfer-incident` acts once; the partner stands in variables HALLMARK_..., or in settings.json.
`python product.py --serve 8089` takes the same by POST to /test/NAME, the partner as JSON.
"""

from __future__ import annotations

import json
import os
import ssl
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

KEPT = Path("kept.json")
"""What the partner said of the incident that was transferred last."""
SETTINGS = Path("settings.json")
"""The partner, where a person set it up: partner_url, token_url, client_id, client_secret, ca."""
PLACE = {"coordinate": {"latitude": 52.3, "longitude": -4.85, "crs": "EPSG:4326"}}
SAME_TEXT = (
    "EXERCISE - HALLMARK TEXT. Gyrrwr yn gaeth: car coch, Ŷ and ŵ in ‘Tŷ Gwyn’.\r\n"
    'Second line, "quoted", 100% & <more>. Smoke \U0001f525. Diwedd.'
)


def incident(narrative: str, **changes: Any) -> dict[str, Any]:
    """Return a new incident for the fire service."""
    receiver = {"agency": "GB-FRS-X02"}
    found = {
        "receiver": receiver,
        "sourceReference": "X01-1",
        "type": "fire",
        "location": PLACE,
        "narrative": narrative,
    }
    return found | changes


def message(act: str, kept: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return path and content of what is sent; raises KeyError for an act that the product does not know."""
    about = f"/incidents/{kept.get('sharedIncidentId', '')}"
    now = datetime.now(UTC).isoformat()
    methane = {
        "majorIncident": False,
        "exactLocation": PLACE,
        "type": "fire",
        "hazards": [{"description": "Gas cylinder", "status": "suspected"}],
        "access": {"routes": ["B9999 from the north"], "rvp": PLACE},
        "casualties": [{"number": 1, "type": "adult, smoke", "severity": "P2"}],
        "services": {"present": ["police"], "required": ["fire"]},
    }
    changes = {"narrative": "EXERCISE - HALLMARK 1. One person out."}
    return {
        "transfer-incident": ("/incidents", incident("EXERCISE - HALLMARK 1. Smoke at a barn.")),
        "transfer-text": ("/incidents", incident(SAME_TEXT)),
        "transfer-by-uprn": (
            "/incidents",
            incident("EXERCISE - HALLMARK UPRN. Smoke at a house.", location={"uprn": "999900000001"}),
        ),
        "send-update": (f"{about}/updates", {"baseVersion": kept.get("version", 1), "changes": changes}),
        "report-methane": (f"{about}/methane", methane),
        "close-incident": (f"{about}/closure", {"outcome": "resolved", "closedAt": now, "summary": "EXERCISE. Out."}),
    }[act]


class Stays(urllib.request.HTTPRedirectHandler):
    """A partner that sends us elsewhere is not followed."""

    def redirect_request(self, *_: Any) -> None:
        """Take the answer as it is."""


class Line:
    """The way to the partner."""

    def __init__(self, partner: dict[str, str]) -> None:
        """Trust the partner's authority, or those of this machine."""
        self.partner, self.token = partner, ""
        trusted = ssl.create_default_context(cafile=partner.get("ca") or None)
        self.opener = urllib.request.build_opener(Stays(), urllib.request.HTTPSHandler(context=trusted))

    def call(self, method: str, path: str, value: Any = None) -> Any:
        """Send until it is taken, always under one messageId; raises OSError when it is not."""
        for _ in range(8):
            try:
                return self._call(method, path, value)
            except urllib.error.HTTPError as error:
                if error.code < 500 and error.code not in (401, 408, 429) and not 300 <= error.code < 400:
                    raise
                self.token = ""
            except OSError:
                pass
            time.sleep(0.1)
        raise OSError("the partner does not take it")

    def _call(self, method: str, path: str, value: Any) -> Any:
        self.token = self.token or self._sign_in()
        data = None if value is None else json.dumps(value).encode()
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        request = urllib.request.Request(self.partner["partner_url"] + path, data, headers, method=method)
        with self.opener.open(request, timeout=10) as reply:
            return json.loads(reply.read() or b"null")

    def _sign_in(self) -> str:
        own = {name: self.partner[name] for name in ("client_id", "client_secret")}
        form = urllib.parse.urlencode({"grant_type": "client_credentials", **own}).encode()
        with self.opener.open(self.partner["token_url"], form, timeout=10) as reply:
            return str(json.loads(reply.read())["access_token"])


def act(name: str, partner: dict[str, str]) -> None:
    """Do one thing, as a dispatcher would by a button."""
    kept = json.loads(KEPT.read_text()) if KEPT.is_file() else {}
    path, content = message(name, kept)
    sender = {"agency": "GB-POL-X01", "author": "A. Sampl", "role": "dispatcher"}
    signed = {"messageId": str(uuid.uuid4()), "sender": sender, "sentAt": datetime.now(UTC).isoformat()}
    line = Line(partner)
    answer = line.call("POST", path, signed | content)
    KEPT.write_text(json.dumps(kept | {k: answer[k] for k in ("sharedIncidentId", "version") if k in answer}))
    if path == "/incidents":
        line.call("GET", f"/incidents/{answer['sharedIncidentId']}/acknowledgements")


class Interface(BaseHTTPRequestHandler):
    """The product's own test interface; it is there in a sandbox and nowhere else."""

    def do_POST(self) -> None:
        """Act as /test/NAME says."""
        partner = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        try:
            act(self.path.rpartition("/")[2], partner)
            self.send_response(204)
        except (KeyError, OSError):
            self.send_response(501)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def main(words: list[str]) -> None:
    """Serve, or act once."""
    if words[:1] == ["--serve"]:
        ThreadingHTTPServer(("127.0.0.1", int(words[1])), Interface).serve_forever()
    named = {name.removeprefix("HALLMARK_").lower(): text for name, text in os.environ.items()}
    act(words[0] if words else named["stimulus"], named if "partner_url" in named else json.loads(SETTINGS.read_text()))


if __name__ == "__main__":
    main(sys.argv[1:])
