"""A tiny product that lets an identity provider say who calls: it verifies tokens as PyJWT's documentation shows.

`PyJWKClient` finds the key by the metadata of the issuer. Each vice leaves out one thing that is to be checked.
"""

from __future__ import annotations

import json
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
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
    "info": {"title": "Duty desk", "version": "1"},
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
                },
            }
        }
    },
}

Verify = Callable[[str], dict[str, Any]]


class Door:
    """Verifies tokens of one issuer."""

    def __init__(self, issuer: str, vice: str = "") -> None:
        self._issuer = issuer
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
            with urllib.request.urlopen(f"{self._issuer}/.well-known/openid-configuration", timeout=10) as reply:
                self._keys = jwt.PyJWKClient(json.load(reply)["jwks_uri"])
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
def desk(issuer: str, vice: str = "", refuses_all: bool = False) -> Iterator[str]:
    """Serve the product; yields its base URL."""
    door = Door(issuer, vice)

    class Desk(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and content leave together

        def do_GET(self) -> None:
            if self.path.partition("?")[0] != "/notes":
                return self._say(404, {"status": 404})
            scheme, _, token = self.headers.get("Authorization", "").partition(" ")
            try:
                if refuses_all or scheme.lower() != "bearer":
                    raise jwt.InvalidTokenError
                door.claims(token)
            except (jwt.PyJWTError, ValueError, TypeError, AttributeError):
                return self._say(401, {"status": 401}, ("WWW-Authenticate", "Bearer"))
            return self._say(200, NOTES)

        def _say(self, status: int, value: Any, *fields: tuple[str, str]) -> None:
            body = json.dumps(value).encode()
            self.send_response(status)
            kind = "application/json" if status == 200 else "application/problem+json"
            for name, text in (("Content-Type", kind), ("Content-Length", str(len(body))), *fields):
                self.send_header(name, text)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
