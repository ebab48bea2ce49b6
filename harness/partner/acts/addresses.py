"""Refuses callback addresses that lead into the service's own network (OWASP API7:2023)."""

from __future__ import annotations

import ipaddress
import re
import socket
from typing import Final, TypeAlias
from urllib.parse import urlsplit

import msgspec

from harness.partner.acts.base import Act, Name, Refusal
from harness.partner.bench import Bench
from harness.partner.call import Call, Reply, Step

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
_OWN_NAMES: Final = ("localhost", "local", "internal", "intranet", "lan", "home.arpa", "test", "invalid")
"""Last labels of names that mean something within a network only (RFC 6761, RFC 6762, RFC 8375, and by use)."""
_BACK_HERE: Final = ("localtest.me", "lvh.me", "nip.io", "sslip.io")
"""Public names under which any private address can be named."""
_NUMERIC: Final = re.compile(r"(?:[0-9]+|0x[0-9a-f]*)\Z")
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")


class Public(Act, frozen=True, kw_only=True, tag="public"):
    """Refuses a URL that is not https to a public host; keeps as `$found.<as>` whether it is one that `allow` names.

    Names are not resolved: nothing is ever sent to a host that is not this machine.
    """

    url: str
    allow: str = ""
    """Regular expression of URLs that are taken whatever they are, as a test bench declares its own."""
    as_: Name = msgspec.field(name="as", default="allowed")
    else_: Refusal = msgspec.field(name="else")

    def ready(self, bench: Bench) -> Step:
        url, refusal = bench.text(self.url), self.else_.reply()
        allow = re.compile(self.allow) if self.allow else None

        def step(call: Call) -> Reply | None:
            text = url(call.scope)
            call.found[self.as_] = allowed = bool(allow and allow.fullmatch(text))
            return None if allowed or public(text) else refusal

        return step


def public(url: str) -> bool:
    """Tell whether a URL is https, names no user, and its host may lie outside this network."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.scheme != "https" or parts.username is not None or parts.password is not None or not url.isascii():
        return False
    address = _address(host.rstrip("."))
    if address is not None:
        return address.is_global and not address.is_multicast
    return _public_name(host.rstrip("."))


def _public_name(host: str) -> bool:
    labels = host.split(".")
    own = any(host == name or host.endswith(f".{name}") for name in (*_OWN_NAMES, *_BACK_HERE))
    # A name whose last label is a number is an address to some resolvers (WHATWG URL, 3.5).
    return len(labels) > 1 and all(labels) and not own and not _NUMERIC.match(labels[-1])


def _address(host: str) -> Address | None:
    """The address that a host is, in any form that a resolver takes: `127.1`, `0x7f000001`, `::ffff:7f00:1`."""
    try:
        found: Address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        try:
            found = ipaddress.IPv4Address(socket.inet_aton(host))
        except (OSError, ValueError):
            return None
    if isinstance(found, ipaddress.IPv4Address):
        return found
    within = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF) if found in _NAT64 else None
    return found.ipv4_mapped or found.sixtofour or within or found
