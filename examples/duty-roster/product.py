"""A roster of duties over HTTP, to be tested: `python product.py PORT [--careless]`. Everything in it is invented."""

from __future__ import annotations

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar


class Roster(BaseHTTPRequestHandler):
    """Keeps duties by their ids; a careless one forgets where times are, and answers for duties that nobody has."""

    protocol_version = "HTTP/1.1"
    careless = False
    duties: ClassVar[dict[str, dict[str, str]]] = {}

    def do_GET(self) -> None:
        """Show one duty, or all of them."""
        name = self.path.removeprefix("/duties").lstrip("/")
        if not name:
            self.answer(200, list(self.duties.values()))
        elif name in self.duties or self.careless:
            self.answer(200, self.duties.get(name, {}))
        else:
            self.answer(404, {"title": "There is no such duty", "status": 404}, "application/problem+json")

    def do_PUT(self) -> None:
        """Take a duty over."""
        duty = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.careless:
            duty = duty | {name: duty[name].removesuffix("Z") for name in ("from", "until")}
        self.duties[duty["id"]] = duty
        self.answer(200, duty)

    def answer(self, status: int, value: object, media_type: str = "application/json") -> None:
        """Send JSON."""
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


if __name__ == "__main__":
    Roster.careless = "--careless" in sys.argv
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Roster).serve_forever()
