"""Says where the product is, whom we trust there, and how we sign in."""

from __future__ import annotations

import re
from typing import Final, Literal

import msgspec

from harness.auth import WORD, Auth, NoAuth, web_address
from harness.sealed import Reference, Sealed


class Tls(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Files in PEM form, relative to the run file; without `ca` the certificates of this machine are trusted."""

    ca: str = ""
    """The authorities that are trusted; a private one of the product's is declared here, and is no fault of it."""
    client_cert: str = ""
    """Shown by every identity that has no certificate of its own."""
    client_key: str = ""
    """The key of `client_cert`; the two are given together."""
    client_key_password: Sealed | None = None
    """By reference, where the key is encrypted."""

    def __post_init__(self) -> None:
        if bool(self.client_cert) != bool(self.client_key):
            raise ValueError("client_cert and client_key are given together")


class Target(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The product's interface and how to sign in to it."""

    base_url: str
    """Where the interface begins: paths of the description are added to it."""
    plain_url: str = ""
    """Where the product would be reached without TLS, whose refusal is tried; empty: port 80 where base_url is on 443,
    else the same port."""
    environment: Literal["sandbox", "uat"] = "sandbox"
    """Never the live one: a run creates incidents."""
    proxy: str = ""
    """URL of a proxy on the way; `${HTTPS_PROXY}` that is not set means none."""
    auth: Auth = NoAuth()
    """The credential of identity `own-agency`."""
    identities: dict[str, Auth] = {}
    """Further credentials: `other-agency`, `expired`, `wrong-audience`, `read-only`."""
    tls: Tls = Tls()
    """Certificates: whom we trust, and what we show."""
    openapi: str = ""
    """The product's own API description, for profiles that bring none: a path relative to the run file, or a URL on one
    of the declared hosts, which is fetched when a run begins."""
    headers: dict[str, str | Reference] = {}
    """Fields that every request to the product carries besides; a value given by reference is a secret."""

    def __post_init__(self) -> None:
        web_address("base_url", self.base_url)
        if self.plain_url and not self.plain_url.startswith("http://"):
            raise ValueError("plain_url begins with http://: it is where TLS is not spoken")
        if self.plain_url:
            web_address("plain_url", self.plain_url)
        if self.openapi.lower().startswith(("http:", "https:")):
            web_address("openapi", self.openapi)
        if "own-agency" in self.identities:
            raise ValueError("the identity own-agency is what target.auth says; it is not given twice")
        if self.proxy:
            web_address("proxy", self.proxy)
        for name in self.headers:
            if not re.fullmatch(WORD, name):
                raise ValueError(f"headers: {name!r} is not the name of a header field")

    @property
    def base(self) -> str:
        """Return the base URL without a trailing slash."""
        return self.base_url.rstrip("/")


NOWHERE: Final = Target(base_url="http://nowhere.invalid")
"""The target of a run file that names none (RFC 2606)."""
