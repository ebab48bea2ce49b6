"""Fetches access tokens with a client's own credentials, and renews them in time (RFC 6749 section 4.4)."""

from __future__ import annotations

import base64
import json
import re
import threading
from collections.abc import Callable
from typing import Any, Protocol
from urllib.parse import quote_plus, urlencode

import msgspec

from harness.auth import ClientCredentials
from harness.evidence import TOKEN_SERVER, Exchange, Response
from harness.gather.identity.assertion import TYPE, Assertions
from harness.gather.identity.forge import Unavailable
from harness.gather.message import Field
from harness.gather.transmission.letter import Manner, Partition
from harness.gather.wire import Wire

SECOND = 1_000_000
MARGIN = 30 * SECOND
"""A token is renewed so long before it ends, or after four fifths of its life if that is later."""
_TOKEN = re.compile(r"[!-~]{1,65536}")
_SCOPES = re.compile(r"[ -~]{0,4096}")
_CODE = re.compile(r"[a-z_]{1,40}")


class Token(msgspec.Struct, frozen=True):
    """An access token, and the clock's time from which a new one is fetched; 0 for never."""

    text: str
    renew: int


class Source(Protocol):
    """Where an identity's token comes from."""

    def current(self) -> str | Unavailable:
        """Return a token that has not run out, as far as is known."""
        ...

    def renewed(self, refused: str) -> str | Unavailable:
        """Return a token other than the one that was refused."""
        ...


class Issued(msgspec.Struct, frozen=True):
    """A token that was issued beforehand."""

    token: str

    def current(self) -> str | Unavailable:
        """Return it."""
        return self.token

    def renewed(self, refused: str) -> str | Unavailable:
        """Say that there is no other."""
        return Unavailable("the token was issued beforehand")


class Once:
    """A source that is not asked again once it gave nothing."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._nothing: Unavailable | None = None

    def current(self) -> str | Unavailable:
        """Return a token, or why there was none the first time."""
        if self._nothing is not None:
            return self._nothing
        found = self._source.current()
        self._nothing = found if isinstance(found, Unavailable) else None
        return found

    def renewed(self, refused: str) -> str | Unavailable:
        """Return the present one: what is refused here is to be refused."""
        return self.current()


class TokenSource:
    """The token of one identity; may be shared by threads."""

    def __init__(
        self,
        identity: str,
        auth: ClientCredentials,
        wire: Wire,
        partition: Callable[[], Partition],
        *,
        client: str = "",
        nonce: Callable[[], str] = str,
        where: str = "target.auth",
    ) -> None:
        """Token calls are exchanges of the partition that `partition` makes when the first is due.

        `client` says whose certificate is shown, `nonce` names assertions. Raises DeclarationError for a key that
        cannot be used.
        """
        self._identity = identity
        self._auth = auth
        self._client = client
        signs = auth.client_auth == "private_key_jwt"
        self._assertions = Assertions(auth, nonce, where) if signs else None
        self._wire = wire
        self._make_partition = partition
        self._partition: Partition | None = None
        self._lock = threading.Lock()
        self._token: Token | None = None
        self.scope = ""
        """The scopes that the last token was granted, separated by spaces; empty where that is not known."""
        if auth.client_secret is not None:
            wire.learn(f"{identity}/client-credentials", base64.b64encode(_pair(auth)))

    def current(self) -> str | Unavailable:
        """Return a token that has not run out, fetched if need be."""
        with self._lock:
            token = self._token
            if token is None or (token.renew and self._wire.clock.now() >= token.renew):
                return self._fetch()
            return token.text

    def renewed(self, refused: str) -> str | Unavailable:
        """Return a token other than the one that was refused."""
        with self._lock:
            if self._token is not None and self._token.text != refused:
                return self._token.text  # another thread was first
            return self._fetch()

    def _fetch(self) -> str | Unavailable:
        exchange = self._ask()
        answer = exchange.reply
        if not isinstance(answer, Response):
            return Unavailable(f"the token endpoint did not answer ({answer.why})")
        said = _object(answer.body)
        if answer.status != 200:
            return Unavailable(f"the token endpoint answered {answer.status}{_code(said)}")
        text, kind = said.get("access_token"), said.get("token_type")
        if not isinstance(text, str) or not _TOKEN.fullmatch(text):
            return Unavailable("the token endpoint answered 200 without a usable access_token")
        if isinstance(kind, str) and kind.lower() != "bearer":
            return Unavailable("the token endpoint issued a token that is not of type bearer")
        self._wire.learn(f"{self._identity}/access-token", text.encode("ascii"))
        self._token = Token(text, self._renewal(said.get("expires_in")))
        granted = said.get("scope", self._auth.scope)  # left out where it is what was asked for (RFC 6749 section 5.1)
        self.scope = " ".join(granted.split()) if isinstance(granted, str) and _SCOPES.fullmatch(granted) else ""
        return text

    def _ask(self) -> Exchange:
        if self._partition is None:
            self._partition = self._make_partition()
        signed = self._assertions.signed(self._wire.clock.wall()) if self._assertions is not None else ""
        form, headers = _form(self._auth, signed)
        return self._wire.send(
            self._partition,
            "POST",
            self._auth.token_url,
            headers,
            form,
            identity=self._identity,
            intent="fetch a token",
            to_party=TOKEN_SERVER,
            manner=Manner(client=self._client),
        )

    def _renewal(self, expires_in: Any) -> int:
        try:
            life = int(float(expires_in) * SECOND)
        except (TypeError, ValueError, OverflowError):
            return 0
        return self._wire.clock.now() + max(life - MARGIN, life * 4 // 5) if life > 0 else 0


def _form(auth: ClientCredentials, signed: str) -> tuple[bytes, tuple[Field, ...]]:
    """Return the body and fields of a token request (RFC 6749 sections 2.3.1 and 4.4.2)."""
    form = {"grant_type": "client_credentials"}
    if auth.scope:
        form["scope"] = auth.scope
    if auth.audience:
        form["audience"] = auth.audience
    headers: tuple[Field, ...] = (
        ("Content-Type", "application/x-www-form-urlencoded"),
        ("Accept", "application/json"),
    )
    match auth.client_auth:
        case "basic":
            headers += (("Authorization", f"Basic {base64.b64encode(_pair(auth)).decode('ascii')}"),)
        case "post":
            form |= {"client_id": auth.client_id, "client_secret": str(auth.client_secret)}
        case "tls_client_auth":
            form["client_id"] = auth.client_id  # RFC 8705 section 2
        case "private_key_jwt":
            form |= {"client_assertion_type": TYPE, "client_assertion": signed}
    return urlencode(form).encode("ascii"), headers


def _pair(auth: ClientCredentials) -> bytes:
    """Return name and secret as HTTP Basic carries them, each form-encoded first (RFC 6749 section 2.3.1)."""
    return f"{quote_plus(auth.client_id)}:{quote_plus(str(auth.client_secret))}".encode("ascii")


def _object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _code(said: dict[str, Any]) -> str:
    """Return the error code of RFC 6749 section 5.2, if the answer has one that is fit to be shown."""
    code = said.get("error")
    return f" ({code})" if isinstance(code, str) and _CODE.fullmatch(code) else ""
