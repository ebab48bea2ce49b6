"""Takes events at a webhook as a reference product does: checks who signed, remembers what came, then acts on it."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from aiohttp import web

from harness.partner.sender.delivering import Line
from harness.partner.sender.taking import Taking

READ: Final = 16 << 20
"""Octets that are read of an event at most, whatever is taken."""

ACKNOWLEDGED: Final = 202
PAGE: Final = "<p>Events are sent here by POST.</p>"
"""What whoever looks at the address in a browser is shown."""


class Webhook:
    """One address at which events are taken, with the keys that the product was given."""

    def __init__(self, taking: Taking, spawn: Callable[[Awaitable[None]], None]) -> None:
        """`spawn` has something done in the background."""
        self.taking = taking
        self.acted: list[str] = []
        """Names of the events that were acted on, in order."""
        self._spawn = spawn
        self._keys: dict[str, tuple[bytes, Line | None, str]] = {
            key: (base64.b64decode(secret), None, "") for key, secret in taking.keys.items()
        }
        self._seen: set[str] = set()
        self._paused = False

    def learn(self, value: Any, line: Line) -> None:
        """Take in a subscription that was made."""
        if isinstance(value, dict) and "hmac" in value:
            given = value["hmac"]
            secret = base64.b64decode(given["secret"])
            self._keys[given["keyId"]] = (secret, line, value["clientSubscriptionId"])

    async def take(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one event."""
        taking = self.taking
        if request.method == "GET" and taking.shows != "nothing":
            page = web.Response(text=PAGE, content_type="text/html")
            return page if taking.shows == "a-page" else web.Response(status=ACKNOWLEDGED)
        if request.method != "POST" and taking.only_post:
            return web.Response(status=405, headers={"Allow": "POST"})
        body = await _content(request)
        if len(body) > taking.largest:
            return web.Response(status=500 if taking.fails_on_size else 413)
        if taking.pause and not self._paused:
            self._paused = True
            await asyncio.sleep(taking.pause)
        key = request.headers.get("X-Key-Id", "")
        unchecked = not key and not taking.asks_for_key
        key = next(iter(self._keys), "") if unchecked else key
        if key not in self._keys and not taking.knows_its_keys:
            self._keys[key] = (b"", None, "")
        if key not in self._keys:
            return web.Response(status=taking.refuses)
        value = _value(body)
        if taking.acts_first:
            self._act(key, value)
        if not unchecked and not self._is_signed(key, body, value, request.headers.get("X-Signature", "")):
            return web.Response(status=taking.refuses)
        status = self._said(request, value)
        if 200 <= status < 300 and status != 204 and not taking.acts_first:
            self._act(key, value)
        return web.Response(status=status)

    def _said(self, request: web.BaseRequest, value: Any) -> int:
        """Return the status by which an event is answered; 204: it is passed over."""
        taking = self.taking
        if request.method != "POST":
            return 204
        if request.content_type != "application/json" and taking.only_json:
            return 415
        if not isinstance(value, dict) or not isinstance(value.get("documentId"), str):
            return 500 if taking.fails_on_malformed else 400
        if taking.types and value.get("eventType") not in taking.types:
            return 500 if taking.fails_on_unknown_type else 204
        if taking.refuses_unknown_members and not value.keys() <= set(taking.members):
            return 422
        return 422 if self._is_old(value) else ACKNOWLEDGED

    def _is_old(self, value: dict[str, Any]) -> bool:
        days = self.taking.oldest_days
        if not days:
            return False
        try:
            at = datetime.fromisoformat(value["documentGeneratedTimestamp"])
            return datetime.now(UTC) - at > timedelta(days=days)
        except (KeyError, TypeError, ValueError):
            return True

    def _is_signed(self, key: str, body: bytes, value: Any, said: str) -> bool:
        taking = self.taking
        if not said and not taking.asks_for_signature:
            return True
        given = _octets(said, taking.takes_hexadecimal)
        secret = self._keys[key][0]
        if taking.checks == "nothing":
            return bool(said)
        if taking.checks == "form":
            return len(given) == hashlib.sha256().digest_size
        if taking.checks == "parsed":
            body = json.dumps(value, separators=(",", ":"), sort_keys=False).encode()
            body = body if isinstance(value, dict) else b""
        right = hmac.digest(secret, body, hashlib.sha256)
        if taking.checks == "beginning":
            return bool(given) and hmac.compare_digest(right[:8], given[:8])
        return hmac.compare_digest(right, given)

    def _act(self, key: str, value: Any) -> None:
        name = value.get("documentId") if isinstance(value, dict) else None
        if not isinstance(name, str) or name in self._seen:
            return
        if self.taking.remembers == "at-once":
            self._seen.add(name)
        self._spawn(self._acted(key, name))

    async def _acted(self, key: str, name: str) -> None:
        _, line, subscription = self._keys[key]
        if self.taking.remembers == "late":
            await asyncio.sleep(0.05)
        self.acted.append(name)
        if self.taking.fetches and line is not None:
            await line.call("GET", f"/client-subscriptions/{subscription}/documents/{name}")
        if self.taking.remembers == "late":
            self._seen.add(name)


async def _content(request: web.BaseRequest) -> bytes:
    body = b""
    while len(body) <= READ and not request.content.at_eof():
        body += await request.content.read(READ)
    return body


def _value(body: bytes) -> Any:
    try:
        return json.loads(body) if body else None
    except ValueError:
        return None


def _octets(said: str, hexadecimal: bool) -> bytes:
    """Return the octets of a signature; none where it cannot be read."""
    try:
        if hexadecimal and len(said) == 64:
            return bytes.fromhex(said)
        return base64.b64decode(said, validate=True)
    except (binascii.Error, ValueError):
        return b""
