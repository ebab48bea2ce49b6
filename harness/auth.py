"""Says how a run file signs in: the kinds of credential (RFC 6749, 6750, 7523, 7617, 8705), their secrets sealed."""

from __future__ import annotations

import re
from typing import Annotated, Any, Final, Literal, TypeAlias
from urllib.parse import urlsplit

import msgspec

from harness.sealed import Sealed

SEALED: Final = (
    *("token", "key", "password", "client_secret", "private_key", "private_key_password", "client_key_password"),
)
"""Members of the kinds below, and of their parts, that are a secret."""
FILES: Final = ("ca", "client_cert", "client_key", "certificate_file", "workflow")
"""Members that name a file relative to the run file."""
WORD: Final = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
"""A name of a header field or cookie (RFC 9110 section 5.6.2, RFC 6265 section 4.1.1)."""
_NOWHERE: Final = re.compile(r"[\x00-\x20\x7f\\]")
"""Of what may not stand in a URL (RFC 3986 section 2) that which readers pass over, or take for another sign."""


class Certificate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A client certificate and its key, files in PEM form; an identity that has one shows no other (RFC 8705)."""

    client_cert: str
    """The certificate, followed by those that lead to an authority which the product knows."""
    client_key: str
    """The key of `client_cert`."""
    client_key_password: Sealed | None = None
    """By reference, where the key is encrypted."""


class NoAuth(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="none"):
    """No credential."""


class Bearer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="bearer"):
    """A token that was issued beforehand (RFC 6750)."""

    token: Sealed
    """The token, by reference."""
    certificate: Certificate | None = None
    """Shown to the product besides."""
    bound: bool = False
    """The token is bound to the certificate, though nobody but its issuer can read that in it (RFC 8705 section 3)."""


class ApiKey(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    tag_field="kind",
    tag="api-key",
    rename={"in_": "in"},
):
    """A key in a header field, in the query or in a cookie."""

    key: Sealed
    """The key, by reference."""
    name: str = "X-API-Key"
    """Of the header field, query parameter or cookie."""
    in_: Literal["header", "query", "cookie"] = "header"
    """Where it is sent."""
    certificate: Certificate | None = None
    """Shown to the product besides."""


class Basic(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="basic"):
    """Name and password (RFC 7617)."""

    username: str
    """The name; it is no secret."""
    password: Sealed
    """The password, by reference."""
    certificate: Certificate | None = None
    """Shown to the product besides."""


class MutualTls(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="mutual-tls"
):
    """Nothing but a client certificate."""

    certificate: Certificate
    """What we show."""


Algorithm: TypeAlias = Literal["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]


class Assertion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a client signs for itself at the token endpoint (RFC 7523 section 2.2, `private_key_jwt`)."""

    private_key: Sealed
    """The key in PEM form: `{file: key.pem}`."""
    private_key_password: Sealed | None = None
    """By reference, where the key is encrypted."""
    algorithm: Algorithm = "RS256"
    """How it is signed (RFC 7518): RS, PS and ES, with 256, 384 or 512."""
    key_id: str = ""
    """`kid`: which of the client's keys it is (RFC 7515 section 4.1.4)."""
    certificate_file: str = ""
    """The certificate of that key in PEM form: its thumbprints are said as `x5t` and `x5t#S256` (RFC 7515 4.1.7)."""
    audience: str = ""
    """Empty: the token endpoint."""
    lifetime: int = 60
    """Seconds."""


class ClientCredentials(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    tag_field="kind",
    tag="oauth2-client-credentials",
):
    """A token fetched with the client's own credentials (RFC 6749 section 4.4), and renewed during the run."""

    token_url: str
    """Where tokens are fetched."""
    client_id: str
    """Who we are there."""
    client_secret: Sealed | None = None
    """The secret, by reference; not needed where an assertion or a certificate stands for it."""
    scope: str = ""
    """Scopes, separated by spaces."""
    audience: str = ""
    """For whom the token is meant, where the token endpoint asks."""
    client_auth: Literal["basic", "post", "private_key_jwt", "tls_client_auth"] = "basic"
    """How the client authenticates at the token endpoint: its secret by HTTP Basic or in the body (RFC 6749 section
    2.3.1), a signed assertion (RFC 7523), or its certificate (RFC 8705 section 2)."""
    assertion: Assertion | None = None
    """A signed assertion instead of a secret (RFC 7523)."""
    certificate: Certificate | None = None
    """Shown at the token endpoint, and with each request of this identity."""
    bound: bool = False
    """As in `bearer`."""

    def __post_init__(self) -> None:
        web_address("token_url", self.token_url)
        if self.client_auth in ("basic", "post") and self.client_secret is None:
            raise ValueError(f"client_auth {self.client_auth} needs client_secret")
        if self.client_auth == "private_key_jwt" and self.assertion is None:
            raise ValueError("client_auth private_key_jwt needs assertion")


class OwnAuthority(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="authority"
):
    """A token of the authority that Hallmark plays (`partners.authority`), which the product trusts."""

    client: str = ""
    """Whose it is (`sub` and `client_id`); empty: the identity's own name."""
    scope: str = ""
    """Scopes, separated by spaces."""
    claims: dict[str, Any] = {}
    """What the token says besides, as the product expects it: an agency, a tenant, roles."""
    lifetime: Annotated[int, msgspec.Meta(ge=60)] = 3600
    """Seconds that it is good for."""
    certificate: Certificate | None = None
    """Shown to the product besides."""
    bound: bool = False
    """The token is bound to the certificate (RFC 8705 section 3)."""

    def __post_init__(self) -> None:
        if self.bound and self.certificate is None:
            raise ValueError("a token is bound to a certificate: give it under certificate")
        if taken := sorted(self.claims.keys() & RESERVED):
            raise ValueError(f"claims: {taken[0]} is what the authority says itself")


RESERVED: Final = frozenset({"iss", "sub", "aud", "exp", "nbf", "iat", "jti", "cnf", "scope", "client_id"})
"""Claims of a token that are not a run file's (RFC 7519 section 4.1, RFC 9068 section 2.2)."""


class Hook(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="hook"):
    """A function of the supplier's own that signs each request; see docs/signing.md."""

    hook: str
    """A name of the entry point group `hallmark.auth`, `module:function`, or `file.py:function`."""
    settings: dict[str, Any] = {}
    """What the hook is given as it is written here."""
    secrets: dict[str, Sealed] = {}
    """What the hook is given, looked up by reference."""
    certificate: Certificate | None = None
    """Shown to the product besides."""


class LoginStep(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One request of a login; texts may hold `{$inputs.name}` and `{$steps.id.outputs.name}` (Arazzo 1.0)."""

    id: str
    """Its name, by which later steps refer to it."""
    path: str
    """Below the login's base URL."""
    method: Literal["GET", "POST", "PUT"] = "POST"
    """Of the request."""
    headers: dict[str, str] = {}
    """Further header fields of the request."""
    form: dict[str, str] | None = None
    """Sent as application/x-www-form-urlencoded."""
    json: Any = None
    """Content of the request."""
    status: int = 200
    """The status of its success."""
    outputs: dict[str, str] = {}
    """Names, and where in the answer they are found: `$response.body#/token`, `$response.header.X-Session`."""

    def __post_init__(self) -> None:
        if not self.path.startswith("/") or set(self.path) & set("?#{}"):
            raise ValueError("path of a login's step begins with /, follows on its base_url, and ends before ?")
        if self.form is not None and self.json is not None:
            raise ValueError("a login's step sends form or json, not both")


class Login(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="login"):
    """Requests whose outcome is a token or cookie; done anew when that is refused with 401."""

    workflow: str = ""
    """A file with an Arazzo 1.0 workflow; its `sourceDescriptions` name the description beside it."""
    workflow_id: str = ""
    """Which of its workflows; empty: the first."""
    steps: tuple[LoginStep, ...] = ()
    """The same in short, instead of a file."""
    inputs: dict[str, Any] = {}
    """Inputs of the steps, as they are written here."""
    secrets: dict[str, Sealed] = {}
    """Inputs that are secret."""
    base_url: str = ""
    """Where the login is; empty: the product's own base URL."""
    send: Literal["bearer", "header", "cookie"] = "bearer"
    """How what was got is sent with each request."""
    name: str = ""
    """Of the header field or cookie."""
    output: str = "token"
    """The output that is sent; of a cookie that the login itself sets (Set-Cookie) none is needed."""
    certificate: Certificate | None = None
    """Shown to the product besides."""

    def __post_init__(self) -> None:
        if bool(self.workflow) == bool(self.steps):
            raise ValueError("a login is given by exactly one of workflow and steps")
        if self.send != "bearer" and not self.name:
            raise ValueError(f"name says which {'cookie' if self.send == 'cookie' else 'header field'} carries it")
        if self.base_url:
            web_address("base_url", self.base_url)


Auth: TypeAlias = NoAuth | Bearer | ApiKey | Basic | MutualTls | ClientCredentials | OwnAuthority | Hook | Login


def certificate_of(auth: Auth) -> Certificate | None:
    """Return the client certificate that is an identity's own."""
    return None if isinstance(auth, NoAuth) else auth.certificate


def web_address(key: str, text: str) -> None:
    """Raise ValueError where `text` is no http(s) URL, or holds a name and password."""
    if found := _NOWHERE.search(text):
        raise ValueError(f"{key}: {text!r} holds {found[0]!r}, which stands nowhere in a URL; write it percent-encoded")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise ValueError(f"{key}: {text!r} is not a URL ({error})") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise ValueError(f"{key} is a URL that begins with https:// or http://, not {text!r}")
    if key != "proxy" and (parts.username or parts.password):
        raise ValueError(f"{key} carries a name or password; credentials belong under auth, by reference")
    if key in ("base_url", "public_url") and (parts.query or parts.fragment):
        raise ValueError(f"{key} ends before ? and #")


def is_file(hook: str) -> bool:
    """Tell whether a hook is named by its file, as in `sign.py:sign`."""
    return hook.rpartition(":")[0].endswith(".py")
