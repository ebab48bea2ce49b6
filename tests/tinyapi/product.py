"""Keeps notes over real HTTP: a product small enough to break in one line."""

from __future__ import annotations

import json
import threading
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from threads import served

Answer = tuple[int, dict[str, str], bytes]


@dataclass
class Product:
    """What the server remembers, and how it misbehaves."""

    notes: dict[str, dict[str, Any]] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)
    versions: dict[str, int] = field(default_factory=dict)
    seen: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)
    """Method, target, header fields by name in lower case, and body of each request."""
    misbehave: Callable[[str, str, dict[str, str]], Answer | None] = lambda method, target, fields: None
    """Answers in the product's place where it returns something."""
    token: str = "good"
    url: str = ""

    def answer(self, method: str, target: str, fields: dict[str, str], body: bytes) -> Answer:
        """Return status, header fields and body."""
        self.seen.append((method, target, fields, body))
        wrong = self.misbehave(method, target, fields)
        if wrong is not None:
            return wrong
        agency = {f"Bearer {self.token}": "own", "Bearer other": "other"}.get(fields.get("authorization", ""))
        if agency is None:
            return 401, {"WWW-Authenticate": "Bearer"}, b""
        path, _, query = target.removeprefix("/api").partition("?")
        parts = path.strip("/").split("/")
        if parts == ["notes"] and method == "GET":
            return self.page(query)
        if parts == ["notes"] and method == "POST":
            return self.create(body)
        if len(parts) > 1 and (parts[1] not in self.notes or agency == "other"):
            return problem(404)
        if len(parts) == 2 and method == "GET":
            return said(200, self.notes[parts[1]])
        if len(parts) == 2 and method == "PATCH":
            return self.change(parts[1], fields, body)
        if len(parts) == 3 and method == "POST":
            self.closed.add(parts[1])
            return 204, {}, b""
        return 405, {"Allow": "GET, POST"}, b""

    def page(self, query: str) -> Answer:
        """Give one page."""
        asked = dict(pair.partition("=")[::2] for pair in query.split("&") if pair)
        start, limit = int(asked.get("cursor", 0)), int(asked.get("limit", 20))
        items = list(self.notes.values())
        page: dict[str, Any] = {"items": items[start : start + limit]}
        if start + limit < len(items):
            page["nextCursor"] = str(start + limit)
        return said(200, page)

    def create(self, body: bytes) -> Answer:
        """Make a note; what is wrong with it is refused."""
        try:
            new = json.loads(body)
            assert isinstance(new["text"], str)
            assert 0 < len(new["text"]) <= 200
            uuid.UUID(new["messageId"])
            assert new["sender"].startswith("GB-")
        except Exception:
            return problem(422)
        note = {**new, "id": str(uuid.uuid4())}
        self.notes[note["id"]] = note
        self.versions[note["id"]] = 1
        if "callbackUrl" in new:
            self.call(new["callbackUrl"], {"id": note["id"]})
        return 201, {"Content-Type": "application/json"}, json.dumps(note).encode()

    def change(self, id: str, fields: dict[str, str], body: bytes) -> Answer:
        """Change a note if it is the version that was seen."""
        if fields.get("if-match") != f'"{self.versions[id]}"':
            return problem(412)
        self.versions[id] += 1
        self.notes[id] |= json.loads(body)
        status, headers, content = said(200, self.notes[id])
        return status, {**headers, "ETag": f'"{self.versions[id]}"'}, content

    def call(self, url: str, value: Any) -> None:
        """Notify; the caller's answer does not wait for it."""
        request = urllib.request.Request(url, json.dumps(value).encode(), {"Content-Type": "application/json"})

        def go() -> None:
            # A call that comes when the run has ended finds nobody, which is no affair of this product's.
            with suppress(OSError), urllib.request.urlopen(request, timeout=5):
                pass

        threading.Thread(target=go).start()


def said(status: int, value: Any) -> Answer:
    """Return a JSON answer."""
    return status, {"Content-Type": "application/json"}, json.dumps(value).encode()


def problem(status: int) -> Answer:
    """Return problem details (RFC 9457)."""
    return status, {"Content-Type": "application/problem+json"}, json.dumps({"status": status}).encode()


@contextmanager
def serving(product: Product | None = None) -> Iterator[Product]:
    """Serve a product on a free port; its base URL is `product.url`."""
    kept = product or Product()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 1 << 16  # head and content in one segment: two would wait for each other

        def handle_one(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            fields = {name.lower(): value for name, value in self.headers.items()}
            method = "GET" if self.command == "HEAD" else self.command
            status, headers, content = kept.answer(method, self.path, fields, body)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

        do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = handle_one

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, *args: object) -> None:
            """Say nothing of a client that has gone: some are killed on purpose."""

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    with served(server) as url:
        kept.url = f"{url}/api"
        yield kept
