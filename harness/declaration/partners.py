"""Says how the product reaches the partners that Hallmark plays, and whom it takes for its identity provider."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from harness.auth import web_address
from harness.sealed import Sealed


class PartnerTls(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A certificate of your own, which the product trusts already, in files (PEM)."""

    certificate: str
    """With those that lead to its authority below it."""
    key: str
    """Without a password."""
    ca: str = ""
    """The authority's, where the product has to be told of it; empty: everybody trusts it."""


class PartnerAuthority(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The identity provider that Hallmark plays, whose tokens the product takes: `auth: {kind: authority}`."""

    audience: str
    """Whom the product says that its tokens are for (`aud`)."""
    listen: str = ""
    """Address and port to listen on while the run lasts; empty: `hallmark mock authority --state DIR` serves it."""
    issuer: str = ""
    """The URL under which the product finds it, as its tokens name it (`iss`); empty: http:// and `listen`, or https://
    where it speaks TLS."""
    tls: Literal["", "auto"] | PartnerTls = ""
    """With what it speaks TLS while it listens: `auto` makes throw-away certificates, which stay in `state` while they
    hold, and in the run's folder otherwise; files are a certificate of your own; empty: it does not."""
    state: str = ""
    """A folder that keeps its keys, relative to the run file; empty: they are made for the run, and go with it."""
    algorithm: Literal["RS256", "PS256", "ES256"] = "RS256"
    """How tokens are signed."""
    type: Literal["JWT", "at+jwt"] = "JWT"
    """What a token calls itself (`typ`); RFC 9068 has `at+jwt`."""
    patience_seconds: Annotated[float, msgspec.Meta(ge=0)] = 60.0
    """How long a product may take to find a key that was not published when it last looked."""

    def __post_init__(self) -> None:
        if self.listen:
            host, colon, port = self.listen.rpartition(":")
            if not (host and colon and port.isdigit() and 0 < int(port) < 65536):
                raise ValueError("authority.listen is an address and the port that the product knows: 127.0.0.1:8801")
        elif self.tls:
            raise ValueError("authority.tls goes with listen: who serves it elsewhere says there how")
        elif not (self.issuer and self.state):
            raise ValueError("authority: give listen, or issuer and state of one that is served already")
        if self.issuer:
            web_address("issuer", self.issuer)

    @property
    def url(self) -> str:
        """Return the issuer, without a trailing slash."""
        return (self.issuer or f"{'https' if self.tls else 'http'}://{self.listen}").rstrip("/")


def listens_on(name: str, text: str) -> None:
    """Raise ValueError for what is no address and port to listen on."""
    host, colon, port = text.rpartition(":")
    if not (host and colon and port.isdigit() and int(port) < 65536):
        raise ValueError(f"{name} is an address and a port: 127.0.0.1:0")


class Address(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where one of several partners listens, and is found."""

    listen: str = "127.0.0.1:0"
    """Address and port to listen on; port 0 takes a free one."""
    public_url: str = ""
    """Where the product finds that address; empty: there."""

    def __post_init__(self) -> None:
        listens_on("listen", self.listen)
        if self.public_url:
            web_address("public_url", self.public_url)


class Partners(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the product reaches the partners that Hallmark plays."""

    listen: str = "127.0.0.1:0"
    """Address and port to listen on; port 0 takes a free one."""
    public_url: str = ""
    """Where the product finds that address; empty: callbacks cannot be shown, unless the target is on this machine."""
    tls: Literal["", "auto"] | PartnerTls = ""
    """With what our partners speak TLS: `auto` makes throw-away certificates of an authority that the product is told
    of, in the run's folder; files are a certificate of your own; empty: they do not."""
    authority: PartnerAuthority | None = None
    """The identity provider that Hallmark plays, where the product takes its tokens."""
    behind_proxy: bool = False
    """Whether a proxy of yours takes the calls at public_url and passes them on: TLS ends there, so that nothing can be
    shown of handshakes."""
    client_secret: Sealed | None = None
    """What the product signs in with at our partners, by reference; without it each run makes one of its own, which
    programs and calls are told, and a person finds in a file of the run."""
    allow_callbacks_to: tuple[str, ...] = ()
    """Further hosts that our partners may call back, by exact name; beside them only this machine is. Where a product
    refuses private addresses, the host of our own listener stands here as well: the product exempts it alone."""
    several: dict[str, Address] = {}
    """Where the partners are that are called in one scene together, by their names; those not named listen on a free
    port of this machine."""

    def __post_init__(self) -> None:
        listens_on("listen", self.listen)
        if self.public_url:
            web_address("public_url", self.public_url)
        if self.behind_proxy and (self.tls or not self.public_url):
            raise ValueError("behind_proxy goes with public_url and without tls: TLS ends at the proxy")
