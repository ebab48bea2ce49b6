"""A tiny product that lets an identity provider say who calls: it verifies tokens as PyJWT's documentation shows.

`PyJWKClient` finds the key by the metadata of the issuer. Each vice leaves out one thing that is to be checked.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

AUDIENCE = "duty-desk"
ALGORITHMS = ["RS256", "PS256", "ES256"]
NOTES = [{"id": "1", "text": "Keys are at the desk."}]
SECURITY: dict[str, Any] = {"oauth": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}
TEXT = {"type": "string"}
NOTE = {"type": "object", "required": ["id", "text"], "properties": {"id": TEXT, "text": TEXT}}
PROBLEM = {"description": "Refused", "content": {"application/problem+json": {"schema": {"type": "object"}}}}
DESCRIPTION: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {
        "title": "Duty desk",
        "version": "1.0.0",
        "description": "Notes that those on duty leave for each other.",
        "contact": {"email": "desk@example.org"},
        "license": {"name": "None", "identifier": "Apache-2.0"},
    },
    "security": [{"oauth": []}],
    "components": {"securitySchemes": SECURITY},
    "paths": {
        "/notes": {
            "get": {
                "operationId": "listNotes",
                "responses": {
                    "200": {
                        "description": "All",
                        "content": {"application/json": {"schema": {"type": "array", "items": NOTE}}},
                    },
                    "401": PROBLEM,
                    "406": PROBLEM,
                },
            }
        }
    },
}


class Door:
    """Verifies tokens of one issuer."""

    def __init__(self, issuer: str, vice: str = "", ca: Path | None = None) -> None:
        self._issuer = issuer
        self._ca = ca
        self._vice = vice
        self._keys: jwt.PyJWKClient | None = None
        self._first: dict[str, jwt.PyJWK] = {}

    def claims(self, token: str) -> dict[str, Any]:
        """Return what a token says; raises jwt.PyJWTError for one that is refused."""
        header = jwt.get_unverified_header(token)
        key: Any
        if self._vice == "takes-unsigned" and header["alg"] == "none":
            return self._decoded(token, None, ["none"], verify_signature=False)
        if self._vice == "trusts-the-header" and "jwk" in header:
            return self._decoded(token, jwt.PyJWK.from_dict(header["jwk"]), [header["alg"]])
        if self._vice == "ignores-signature":
            return self._decoded(token, None, ALGORITHMS, verify_signature=False)
        key = self._key(token)
        if self._vice == "confuses-algorithms" and header["alg"] == "HS256":
            return self._by_public_secret(token, key)
        return self._decoded(token, key, ALGORITHMS)

    def _decoded(self, token: str, key: Any, algorithms: list[str], **options: bool) -> dict[str, Any]:
        off = {"ignores-expiry": "verify_exp", "ignores-beginning": "verify_nbf", "ignores-audience": "verify_aud"}
        left_out = off.get(self._vice, "")
        given = {"verify_exp": True, "verify_nbf": True, "verify_aud": True, "verify_iss": True, **options}
        if left_out:
            given[left_out] = False
        issuer = None if self._vice == "ignores-issuer" else self._issuer
        audience = None if left_out == "verify_aud" else AUDIENCE
        return jwt.decode(token, key, algorithms, options=given, audience=audience, issuer=issuer)  # type: ignore[arg-type]

    def _by_public_secret(self, token: str, key: jwt.PyJWK) -> dict[str, Any]:
        """Check a signature as libraries did that took any key for any algorithm (CVE-2015-9235)."""
        import hashlib
        import hmac
        from base64 import urlsafe_b64decode

        content, _, signature = token.rpartition(".")
        pem = key.key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        made = hmac.digest(pem, content.encode(), hashlib.sha256)
        if not hmac.compare_digest(made, urlsafe_b64decode(signature + "=" * (-len(signature) % 4))):
            raise jwt.InvalidSignatureError
        return self._decoded(token, None, ["HS256"], verify_signature=False)

    def _key(self, token: str) -> jwt.PyJWK:
        if self._keys is None:
            trusts = ssl.create_default_context(cafile=self._ca)
            document = f"{self._issuer}/.well-known/openid-configuration"
            with urllib.request.urlopen(document, timeout=10, context=trusts) as reply:
                self._keys = jwt.PyJWKClient(json.load(reply)["jwks_uri"], ssl_context=trusts)
                # It would not look for an unknown key again within half a minute.
                self._keys.cooldown_duration = 0
        if self._vice != "keeps-keys-for-ever":
            return self._keys.get_signing_key_from_jwt(token)
        self._first = self._first or {str(key.key_id): key for key in self._keys.get_signing_keys()}
        kid = jwt.get_unverified_header(token).get("kid", "")
        if kid not in self._first:
            raise jwt.InvalidKeyError
        return self._first[kid]


VICES = {
    "takes-unsigned": "alg-none",
    "ignores-expiry": "expired",
    "ignores-beginning": "not-yet-valid",
    "ignores-audience": "wrong-audience",
    "ignores-issuer": "wrong-issuer",
    "trusts-the-header": "embedded-key",
    "confuses-algorithms": "alg-confusion",
}
"""What each takes that it should refuse."""


@contextmanager
def desk(issuer: str, vice: str = "", refuses_all: bool = False, ca: Path | None = None) -> Iterator[str]:
    """Serve the product with aiohttp, in a thread; yields its base URL. `ca` vouches for its issuer (PEM)."""
    door = Door(issuer, vice, ca)

    def lets_in(authorization: str) -> bool:
        scheme, _, token = authorization.partition(" ")
        try:
            if refuses_all or scheme.lower() != "bearer":
                return False
            door.claims(token)
        except (jwt.PyJWTError, ValueError, TypeError, AttributeError):
            return False
        return True

    async def notes(request: web.Request) -> web.Response:
        if not await asyncio.to_thread(lets_in, request.headers.get("Authorization", "")):
            return _refusal(401, **{"WWW-Authenticate": "Bearer"})
        return web.json_response(NOTES, headers={"Cache-Control": "no-store"})

    @web.middleware
    async def in_problem_details(request: web.Request, handler: Any) -> web.StreamResponse:
        try:
            answer: web.StreamResponse = await handler(request)
        except web.HTTPException as error:
            allow = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else {}
            answer = _refusal(error.status, **allow)
        answer.headers["Server"] = "desk"
        return answer

    app = web.Application(middlewares=[in_problem_details])
    app.router.add_get("/notes", notes)
    with _running(app) as url:
        yield url


def _refusal(status: int, **headers: str) -> web.Response:
    said = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    return web.json_response(said, status=status, content_type="application/problem+json", headers=headers)


@contextmanager
def _running(app: web.Application) -> Iterator[str]:
    loop, runner = asyncio.new_event_loop(), web.AppRunner(app, access_log=None)

    async def begin() -> str:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{runner.addresses[0][1]}"

    url = loop.run_until_complete(begin())
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield url
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(timeout=10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout=10)
        loop.close()
