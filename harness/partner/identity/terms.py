"""Says what a script says of its authority: the clients, how each may sign in, and how tokens are signed."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal, TypeAlias

import msgspec

Algorithm: TypeAlias = Literal["RS256", "PS256", "ES256"]
Method: TypeAlias = Literal[
    "client_secret_basic", "client_secret_post", "private_key_jwt", "tls_client_auth", "self_signed_tls_client_auth"
]
"""How a client authenticates at the token endpoint (RFC 6749 section 2.3.1, RFC 7523, RFC 8705 section 2)."""
BY_SECRET: Final[tuple[Method, ...]] = ("client_secret_basic", "client_secret_post")
BY_CERTIFICATE: Final = frozenset({"tls_client_auth", "self_signed_tls_client_auth"})
TOKEN: Final = "token"
"""What wires call the token endpoint, which no contract has."""
ENDPOINTS: Final = (TOKEN, "jwks", "discovery", "introspect", "revoke", "authorize")
"""The same of all endpoints of an authority."""
WELL_KNOWN: Final = ("/.well-known/openid-configuration", "/.well-known/oauth-authorization-server")


class Client(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One client of the authority."""

    agency: str
    scopes: tuple[str, ...]
    lifetime: int | None = None
    """Seconds from now until its tokens expire; negative: they have expired already."""
    audience: str = ""
    """Whom its tokens are for, where that is not this partner."""
    methods: tuple[Method, ...] = BY_SECRET
    """How it may sign in."""
    jwks: dict[str, Any] | None = None
    """Its public keys (RFC 7517 section 5), for `private_key_jwt`; left out: one is made in the folder of --state."""
    san_dns: str = ""
    """The name in its certificate, for `tls_client_auth` (RFC 8705 section 2.1.2)."""
    certificate: str = ""
    """Its own certificate in PEM form, for `self_signed_tls_client_auth`."""


class Keys(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How tokens are signed, and when by another key."""

    algorithm: Algorithm = "ES256"
    rotate_after: Annotated[int, msgspec.Meta(ge=0)] = 0
    """Tokens after which another key signs; 0: the first goes on."""
    rotate_seconds: Annotated[float, msgspec.Meta(ge=0)] = 0.0
    """Seconds after which another key signs; 0: the first goes on."""
    overlap: Annotated[float, msgspec.Meta(ge=0)] = 600.0
    """Seconds that a key is still published after another has taken over."""
    max_age: Annotated[int, msgspec.Meta(ge=0)] = 60
    """Seconds for which the key set may be kept (Cache-Control)."""


class Terms(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a script says of its authority."""

    issuer: str
    """A URL, or a name: then the issuer is the address under which the partner is found."""
    audience: str
    audiences: tuple[str, ...] = ()
    """For whom else tokens are; a client may ask for one alone, by `audience` or `resource` (RFC 8707)."""
    clients: dict[str, Client]
    token_path: Annotated[str, msgspec.Meta(pattern="^/.+$")] = "/oauth/token"
    """The other endpoints lie beside it: `jwks`, `introspect` and `revoke`."""
    lifetime: int = 3600
    """Seconds that a token is good for."""
    type: Literal["JWT", "at+jwt"] = "JWT"
    """What a token calls itself: `at+jwt` as RFC 9068 has it, which some products do not know yet."""
    keys: Keys = Keys()
    renews_keys: bool = True
    """Whether the keys of another authority that is trusted instead are fetched again; otherwise it is a vice."""

    def endpoint(self, name: str) -> str:
        """Return the path of an endpoint beside that for tokens."""
        return f"{self.token_path.rpartition('/')[0]}/{name}"
