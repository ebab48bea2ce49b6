"""Serves a store of things from memory, as fast as Python can, and counts what it was asked.

Each kind of thing has five operations: list, create, read, change, delete. It keeps its description, so that a tester
finds no fault to dwell on; `GET /__count` says how many requests came, and how many of them were distinct.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl, unquote

import httptools
import jsonschema_rs

MOST_KEPT = 500
"""Things of one kind that are kept; older ones go, so that long runs meet the same store as short ones."""
PROBLEM = {"type": "object", "required": ["status", "title"],
           "properties": {"status": {"type": "integer"}, "title": {"type": "string"}}}  # fmt: skip
PAGE = 20
Answer = tuple[int, Any, dict[str, str]]
"""Status, content and further header fields."""


def description(kinds: int) -> dict[str, Any]:
    """Return an OpenAPI 3.1 description with five operations for each kind of thing."""
    paths: dict[str, Any] = {}
    for number in range(kinds):
        paths |= _paths(f"kind{number:03d}")
    return {
        "openapi": "3.1.0",
        "info": {"title": "Store", "version": "1.0.0"},
        "paths": paths,
        "components": {"schemas": SCHEMAS},
    }


SCHEMAS: dict[str, Any] = {
    "New": {
        "type": "object",
        "required": ["name", "count", "colour", "born"],
        "additionalProperties": False,
        "properties": {
            "name": {"type": "string", "minLength": 1, "maxLength": 35},
            "count": {"type": "integer", "minimum": 0, "maximum": 200},
            "colour": {"enum": ["red", "green", "blue"]},
            "born": {"type": "string", "format": "date"},
            "seen": {"type": "string", "format": "date-time"},
            "weight": {"type": "number", "exclusiveMinimum": 0, "maximum": 1000},
            "code": {"type": "string", "pattern": "^[A-Z]{2}[0-9]{3,6}$"},
            "tags": {"type": "array", "maxItems": 5, "items": {"type": "string", "maxLength": 10}},
            "address": {"$ref": "#/components/schemas/Address"},
            "secret": {"type": "boolean"},
        },
    },
    "Address": {
        "type": "object",
        "required": ["line"],
        "properties": {
            "line": {"type": "string", "minLength": 1, "maxLength": 80},
            "postcode": {"type": "string", "pattern": "^[A-Z]{1,2}[0-9]{1,2} [0-9][A-Z]{2}$"},
            "lat": {"type": "number", "minimum": -90, "maximum": 90},
            "lon": {"type": "number", "minimum": -180, "maximum": 180},
        },
    },
    "Thing": {
        "type": "object",
        "required": ["id", "name", "count", "colour", "born"],
        "properties": {"id": {"type": "string"}, "name": {"type": "string"}, "count": {"type": "integer"},
                       "colour": {"type": "string"}, "born": {"type": "string"}},
    },
    "Page": {
        "type": "object",
        "required": ["items", "total"],
        "properties": {"items": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}},
                       "total": {"type": "integer"}},
    },
    "Problem": PROBLEM,
}  # fmt: skip
QUERY: dict[str, dict[str, Any]] = {
    "limit": {"type": "integer", "minimum": 1, "maximum": 100},
    "offset": {"type": "integer", "minimum": 0, "maximum": 10_000},
    "colour": {"enum": ["red", "green", "blue"]},
    "name": {"type": "string", "minLength": 1, "maxLength": 35},
}


def _paths(kind: str) -> dict[str, Any]:
    """Return the five operations of one kind."""
    thing, new = {"$ref": "#/components/schemas/Thing"}, {"$ref": "#/components/schemas/New"}
    one = {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "pattern": "^[0-9a-f]{12}$"}}
    problem = {"description": "No.", "content": {"application/problem+json": {
        "schema": {"$ref": "#/components/schemas/Problem"}}}}  # fmt: skip

    def said(schema: Any) -> dict[str, Any]:
        return {"description": "Yes.", "content": {"application/json": {"schema": schema}}}

    def taken(schema: Any) -> dict[str, Any]:
        return {"required": True, "content": {"application/json": {"schema": schema}}}

    refused = {"400": problem, "404": problem, "415": problem}
    return {
        f"/{kind}": {
            "get": {
                "operationId": f"list-{kind}",
                "parameters": [{"name": name, "in": "query", "schema": schema} for name, schema in QUERY.items()],
                "responses": {"200": said({"$ref": "#/components/schemas/Page"}), "400": problem},
            },
            "post": {
                "operationId": f"create-{kind}",
                "requestBody": taken(new),
                "responses": {"201": said(thing), **refused},
            },
        },
        f"/{kind}/{{id}}": {
            "parameters": [one],
            "get": {"operationId": f"read-{kind}", "responses": {"200": said(thing), "400": problem, "404": problem}},
            "put": {
                "operationId": f"change-{kind}",
                "requestBody": taken(new),
                "responses": {"200": said(thing), **refused},
            },
            "delete": {
                "operationId": f"delete-{kind}",
                "responses": {"204": {"description": "Gone."}, "400": problem, "404": problem},
            },
        },
    }  # fmt: skip


class Store:
    """What is kept, and what was asked."""

    def __init__(self) -> None:
        self.things: dict[str, dict[str, Any]] = {}
        self.made = 0
        self.requests = 0
        self.distinct: set[bytes] = set()
        defs = {"components": {"schemas": SCHEMAS}}
        self.new = jsonschema_rs.Draft202012Validator(
            {"$ref": "#/components/schemas/New", **defs}, validate_formats=True
        )
        self.query = {name: jsonschema_rs.Draft202012Validator(schema) for name, schema in QUERY.items()}

    def answer(self, method: str, target: str, media: str, body: bytes) -> Answer:
        """Answer one request."""
        path, _, query = target.partition("?")
        if path == "/__count":
            return 200, {"requests": self.requests, "distinct": len(self.distinct)}, {}
        self.requests += 1
        self.distinct.add(hashlib.sha256(f"{method} {target} ".encode() + body).digest()[:12])
        kind, _, id = path.strip("/").partition("/")
        if not kind.startswith("kind"):
            return 404, _problem(404), {}
        kept = self.things.setdefault(kind, {})
        if not id:
            return self._all(method, kept, query, media, body)
        return self._one(method, kept, unquote(id), media, body)

    def _all(self, method: str, kept: dict[str, Any], query: str, media: str, body: bytes) -> Answer:
        if method == "GET":
            return self._page(kept, query)
        if method != "POST":
            return 405, _problem(405), {"Allow": "GET, POST"}
        new = self._read(media, body)
        if isinstance(new, int):
            return new, _problem(new), {}
        self.made += 1
        thing = {**new, "id": f"{self.made:012x}"}
        kept[thing["id"]] = thing
        if len(kept) > MOST_KEPT:
            kept.pop(next(iter(kept)))
        return 201, thing, {"Location": thing["id"]}

    def _page(self, kept: dict[str, Any], query: str) -> Answer:
        asked: dict[str, Any] = dict(parse_qsl(query, keep_blank_values=True))
        for name, text in asked.items():
            value: Any = text
            if name in ("limit", "offset"):
                plain = text.removeprefix("-")
                value = int(text) if plain.isascii() and plain.isdigit() and len(plain) < 20 else text
                asked[name] = value
            if name in self.query and not self.query[name].is_valid(value):
                return 400, _problem(400), {}
        start, limit = asked.get("offset", 0), asked.get("limit", PAGE)
        things = [
            t for t in list(kept.values())[start:] if all(t[n] == asked[n] for n in ("colour", "name") if n in asked)
        ]
        return 200, {"items": things[: min(limit, 5)], "total": len(kept)}, {}

    def _one(self, method: str, kept: dict[str, Any], id: str, media: str, body: bytes) -> Answer:
        if method not in ("GET", "PUT", "DELETE"):
            return 405, _problem(405), {"Allow": "GET, PUT, DELETE"}
        if len(id) != 12 or not set(id) <= set("0123456789abcdef"):
            return 400, _problem(400), {}
        if method == "PUT":
            new = self._read(media, body)
            if isinstance(new, int):
                return new, _problem(new), {}
            if id in kept:
                kept[id] = {**new, "id": id}
        if id not in kept:
            return 404, _problem(404), {}
        if method == "DELETE":
            del kept[id]
            return 204, None, {}
        return 200, kept[id], {}

    def _read(self, media: str, body: bytes) -> Any:
        """Return what was sent, or the status that refuses it."""
        if media.partition(";")[0].strip().lower() != "application/json":
            return 415
        try:
            # Strictly: a byte order mark, half a character or a name twice is no JSON that one can rely on.
            value = json.loads(body.decode("utf-8"), object_pairs_hook=_once, parse_constant=_refuse)
            json.dumps(value, ensure_ascii=False).encode("utf-8")
        except (ValueError, RecursionError):
            return 400
        return value if self.new.is_valid(value) else 400


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice")
    return found


def _refuse(constant: str) -> Any:
    raise ValueError(constant)


def _problem(status: int) -> dict[str, Any]:
    return {"status": status, "title": "No."}


class Speaker(asyncio.Protocol):
    """One connection (HTTP/1.1, kept open)."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def connection_made(self, transport: Any) -> None:
        """Begin."""
        self.transport = transport
        self.parser = httptools.HttpRequestParser(self)
        self.on_message_begin()

    def on_message_begin(self) -> None:
        """Forget the request before."""
        self.url, self.body, self.media = b"", b"", ""

    def on_url(self, url: bytes) -> None:
        """Take a piece of the target."""
        self.url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a field."""
        if name.lower() == b"content-type":
            self.media = value.decode("latin-1")

    def on_body(self, body: bytes) -> None:
        """Take a piece of the content."""
        self.body += body

    def on_message_complete(self) -> None:
        """Answer."""
        method, target = self.parser.get_method().decode(), self.url.decode("latin-1")
        status, value, fields = self.store.answer(method, target, self.media, self.body)
        content = b"" if value is None else json.dumps(value).encode()
        media = "application/json" if status < 400 else "application/problem+json"
        lines = [f"HTTP/1.1 {status} X", *(f"{n}: {v}" for n, v in fields.items())]
        if value is not None:
            lines += [f"Content-Type: {media}", f"Content-Length: {len(content)}"]
        keep = self.parser.should_keep_alive()
        lines += [] if keep else ["Connection: close"]
        self.transport.write("\r\n".join(lines).encode() + b"\r\n\r\n" + (b"" if method == "HEAD" else content))
        if not keep:
            self.transport.close()

    def data_received(self, data: bytes) -> None:
        """Take in what came; what is no HTTP ends the connection."""
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserError:
            self.transport.write(b"HTTP/1.1 400 X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            self.transport.close()


async def _serve() -> None:
    store = Store()
    server = await asyncio.get_running_loop().create_server(lambda: Speaker(store), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


@contextmanager
def serving() -> Iterator[str]:
    """Serve in a process of its own, and yield the base URL."""
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.store"], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.terminate()
        process.wait(timeout=10)


def main() -> None:
    """Serve until killed; the port is printed first."""
    try:
        import uvloop

        uvloop.run(_serve())
    except ImportError:  # Windows
        asyncio.run(_serve())


if __name__ == "__main__":
    main()
