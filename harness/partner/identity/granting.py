"""Answers where clients sign in: tokens, introspection and revocation (RFC 6749, RFC 7662, RFC 7009)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

from harness.partner.call import Came, Reply
from harness.partner.identity.clients import Asked, Door, Unknown
from harness.partner.identity.minting import Mint
from harness.partner.identity.terms import Terms
from harness.partner.identity.verifying import Refused, Verified

FORM: Final = "application/x-www-form-urlencoded"
HEADERS: Final = (("Content-Type", "application/json"), ("Cache-Control", "no-store"), ("Pragma", "no-cache"))
MOST_FIELDS: Final = 50


class Granting:
    """The endpoints of one authority."""

    def __init__(self, terms: Terms, secret: str, mint: Mint, read: Callable[[str, float], Verified | Refused]) -> None:
        """`read` gives what a token says that is good at a time."""
        self._terms = terms
        self._door = Door(terms.clients, secret)
        self._mint = mint
        self._read = read
        self.revoked: dict[str, float] = {}
        """Names of tokens that were taken back, and when they would have expired."""

    def answer(
        self, endpoint: str, headers: Mapping[str, str], body: bytes, now: float, came: Came, here: frozenset[str]
    ) -> Reply:
        """Answer a POST to `token`, `introspect` or `revoke`; `here` are the addresses of this authority."""
        form = _form(headers, body)
        if isinstance(form, str):
            return _error(400, "invalid_request", form)
        asked = Asked(headers.get("authorization", ""), form, now, came)
        client = self._door.client(asked, here)
        if isinstance(client, Unknown):
            return _error(401 if client.error == "invalid_client" else 400, client.error, client.detail)
        match endpoint:
            case "introspect":
                return self._introspected(form, now)
            case "revoke":
                return self._revoked(form, client, now)
        return self._granted(form, client, now, came)

    def _granted(self, form: dict[str, str], name: str, now: float, came: Came) -> Reply:
        """RFC 6749 sections 4.4 and 5; a token is bound to the certificate that was shown (RFC 8705 section 3)."""
        if form.get("grant_type", "") != "client_credentials":
            error = "unsupported_grant_type" if form.get("grant_type") else "invalid_request"
            return _error(400, error, "only client_credentials is granted")
        client = self._terms.clients[name]
        asked = form.get("scope", "").split()
        if not set(asked) <= set(client.scopes):
            return _error(400, "invalid_scope", "the client has no such scope")
        audience = form.get("audience") or form.get("resource", "")
        if audience and audience not in (self._terms.audience, *self._terms.audiences):
            return _error(400, "invalid_target", "no tokens are issued for that audience")  # RFC 8707 section 2
        scopes = asked or list(client.scopes)
        alone = "" if client.audience else audience
        token = self._mint.token(name, scopes, now, certificate=came.certificate, audience=alone)
        lifetime = self._terms.lifetime if client.lifetime is None else client.lifetime
        said = {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": max(lifetime, self._terms.lifetime) if lifetime < 0 else lifetime,
            "scope": " ".join(scopes),
        }
        return Reply(status=200, headers=HEADERS, body=json.dumps(said).encode())

    def _introspected(self, form: dict[str, str], now: float) -> Reply:
        """RFC 7662 section 2.2: of a token that is not good nothing is said but that."""
        found = self._read(form.get("token", ""), now)
        said: dict[str, Any] = {"active": False}
        if isinstance(found, Verified):
            said = {"active": True, "token_type": "Bearer", **found.claims}
        return Reply(status=200, headers=HEADERS, body=json.dumps(said).encode())

    def _revoked(self, form: dict[str, str], client: str, now: float) -> Reply:
        """RFC 7009 section 2: a token that is not the client's stays, and one that nobody knows is no error."""
        if "token" not in form:
            return _error(400, "invalid_request", "token is missing")
        found = self._read(form["token"], now)
        if isinstance(found, Verified) and found.claims.get("sub") == client:
            self.revoked = {name: until for name, until in self.revoked.items() if until > now}
            self.revoked[str(found.claims.get("jti"))] = found.expires
        return Reply(status=200, headers=HEADERS)


def _form(headers: Mapping[str, str], body: bytes) -> dict[str, str] | str:
    """Return the fields of a form, or what is wrong with it; none is given twice (RFC 6749 section 3.2)."""
    if headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        return "the content is not a form"
    try:
        text = body.decode()
        pairs = parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text), max_num_fields=MOST_FIELDS)
    except ValueError:
        return "the form cannot be read"
    fields = dict(pairs)
    return fields if len(fields) == len(pairs) else "a field is given twice"


def _error(status: int, error: str, detail: str) -> Reply:
    challenge = (("WWW-Authenticate", 'Basic realm="token"'),) if status == 401 else ()
    body = json.dumps({"error": error, "error_description": detail}).encode()
    return Reply(status=status, headers=(*HEADERS, *challenge), body=body)
