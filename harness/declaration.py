"""Says what the supplier declares in hallmark.yaml: product, profile, role, classes, target, limits, fixtures."""

from __future__ import annotations

import re
import shlex
from typing import Annotated, Any, Final, Literal, TypeAlias
from urllib.parse import urlsplit

import msgspec

from harness.evidence import Deviation, Product

VARIABLE: Final = r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}"
"""A reference to an environment variable, inside any text."""


class Secret(str):
    """A secret that has been looked up; it does not show itself where it is printed by mistake."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<secret>"


class Reference(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a secret lies; exactly one is given."""

    file: str = ""
    """A file whose text is the secret (a last line end is dropped), relative to the run file."""
    command: tuple[str, ...] = ()
    """A program and its arguments, run without a shell; what it prints is the secret."""

    def __post_init__(self) -> None:
        if bool(self.file) == bool(self.command):
            raise ValueError("a secret is given by exactly one of file and command")


Sealed: TypeAlias = Annotated[str, msgspec.Meta(pattern=VARIABLE)] | Reference
"""A secret as written: `${NAME}`, `{file: ...}` or `{command: [...]}`; once looked up, a Secret."""


class NoAuth(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="none"):
    """No credential."""


class Bearer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="bearer"):
    """A token that was issued beforehand (RFC 6750)."""

    token: Sealed


class ApiKey(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    tag_field="kind",
    tag="api-key",
    rename={"in_": "in"},
):
    """A key in a header field or in the query."""

    key: Sealed
    name: str = "X-API-Key"
    in_: Literal["header", "query"] = "header"


class Basic(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="basic"):
    """Name and password (RFC 7617)."""

    username: str
    password: Sealed


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
    client_id: str
    client_secret: Sealed
    scope: str = ""
    """Scopes, separated by spaces."""
    audience: str = ""
    client_auth: Literal["basic", "post"] = "basic"
    """How the client authenticates at the token endpoint: HTTP Basic or in the body (RFC 6749 section 2.3.1)."""

    def __post_init__(self) -> None:
        _web_address("token_url", self.token_url)


Auth: TypeAlias = NoAuth | Bearer | ApiKey | Basic | ClientCredentials


class Tls(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Files in PEM form, relative to the run file; without `ca` the certificates of this machine are trusted."""

    ca: str = ""
    client_cert: str = ""
    client_key: str = ""

    def __post_init__(self) -> None:
        if bool(self.client_cert) != bool(self.client_key):
            raise ValueError("client_cert and client_key are given together")


class Target(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The product's interface and how to sign in to it."""

    base_url: str
    environment: Literal["sandbox", "uat"] = "sandbox"
    """Never the live one: a run creates incidents."""
    proxy: str = ""
    auth: Auth = NoAuth()
    """The credential of identity `own-agency`."""
    identities: dict[str, Auth] = {}
    """Further credentials: `other-agency`, `expired`, `wrong-audience`, `read-only`."""
    tls: Tls = Tls()
    openapi: str = ""
    """The product's own API description, for profiles that bring none: a path relative to the run file, or a URL on one
    of the declared hosts, which is fetched when a run begins."""

    def __post_init__(self) -> None:
        _web_address("base_url", self.base_url)
        if self.openapi.lower().startswith(("http:", "https:")):
            _web_address("openapi", self.openapi)
        if "own-agency" in self.identities:
            raise ValueError("the identity own-agency is what target.auth says; it is not given twice")
        if self.proxy:
            _web_address("proxy", self.proxy)

    @property
    def base(self) -> str:
        """Return the base URL without a trailing slash."""
        return self.base_url.rstrip("/")

    def auth_of(self, identity: str) -> Auth | None:
        """Return the credential of `identity`, or None when none was declared."""
        return self.auth if identity == "own-agency" else self.identities.get(identity)


class Limits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How hard and how long the product may be worked; a run stops at the first that is reached."""

    requests_per_second: Annotated[float, msgspec.Meta(gt=0)] = 50.0
    max_requests: Annotated[int, msgspec.Meta(ge=1)] = 20_000
    max_minutes: Annotated[float, msgspec.Meta(gt=0)] = 20.0
    timeout_seconds: Annotated[float, msgspec.Meta(gt=0)] = 30.0
    """How long one request may take."""
    read_only: bool = False
    """Send nothing that creates or changes: only GET, HEAD and OPTIONS."""


class Hooks(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Programs that the run file's author wants run; none by a shell."""

    before: tuple[str | tuple[str, ...], ...] = ()
    """Each a list of words (`[./reset-sandbox, --quiet]`), or one text that is cut into words as a shell would."""
    after: tuple[str | tuple[str, ...], ...] = ()

    def __post_init__(self) -> None:
        for command in (*self.before, *self.after):
            words(command)


def words(command: str | tuple[str, ...]) -> tuple[str, ...]:
    """Return a hook as a program and its arguments; raises ValueError when it is none."""
    cut = tuple(shlex.split(command)) if isinstance(command, str) else command
    if not cut or not cut[0]:
        raise ValueError("a hook is a program and its arguments: [./reset-sandbox, --quiet]")
    return cut


class Partners(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the product reaches the partners that Hallmark plays."""

    listen: str = "127.0.0.1:0"
    """Address and port to listen on; port 0 takes a free one."""
    public_url: str = ""
    """Where the product finds that address; empty: callbacks cannot be shown, unless the target is on this machine."""
    allow_callbacks_to: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        host, colon, port = self.listen.rpartition(":")
        if not (host and colon and port.isdigit() and int(port) < 65536):
            raise ValueError("listen is an address and a port: 127.0.0.1:0")
        if self.public_url:
            _web_address("public_url", self.public_url)


class Declaration(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole run file."""

    product: Product
    profile: str | tuple[str, ...]
    target: Target
    role: str = ""
    """The role that the product takes; empty: the first role of which the profile can test anything."""
    classes: tuple[str, ...] = ()
    """The conformance classes that the supplier claims; empty: all that can be tested."""
    limits: Limits = Limits()
    fixtures: dict[str, Any] = {}
    hooks: Hooks = Hooks()
    partners: Partners = Partners()
    known_deviations: tuple[Deviation, ...] = ()
    seed: int | None = None
    """Makes a run repeatable; without it the command line draws one and says which."""

    def __post_init__(self) -> None:
        if not self.profiles or not all(
            re.fullmatch(r"[a-z0-9-]+(@[0-9][0-9A-Za-z.-]*)?", name) for name in self.profiles
        ):
            raise ValueError("profile is an id and a version, as in incident-transfer@1.0, or a list of these")
        for deviation in self.known_deviations:
            if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", deviation.expires):
                raise ValueError(f"known_deviations: expires of {deviation.requirement} is a date, as in 2027-03-31")

    @property
    def profiles(self) -> tuple[str, ...]:
        """Return the profiles, one or many, as a tuple."""
        return (self.profile,) if isinstance(self.profile, str) else self.profile


def _web_address(key: str, text: str) -> None:
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
