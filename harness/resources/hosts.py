"""Tells in which form an address names a host that only its own network can reach, however it is written (RFC 6890)."""

from __future__ import annotations

import ipaddress
import re
from typing import Final, TypeAlias
from urllib.parse import urlsplit

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
NAMES: Final = ("localhost", "metadata.google.internal")
ENDINGS: Final = (".localhost", ".internal", ".local")
_PART: Final = re.compile(r"(0[xX][0-9a-fA-F]*|0[0-7]*|[1-9][0-9]*)\Z")
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")


def inward(url: str) -> str:
    """Return in what form a URL leads inward, or '' where it does not, or cannot be read.

    `name`, `trailing-dot`, `loopback`, `link-local`, `private`, `decimal`, `octal`, `hexadecimal`, `short`, `ipv6`,
    `mapped` (an IPv4 address in an IPv6 one).
    """
    try:
        host = (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
    bare = host.rstrip(".")
    form = _form(bare)
    return "trailing-dot" if form and bare != host else form


def _form(host: str) -> str:
    if host in NAMES or host.endswith(ENDINGS):
        return "name"
    try:
        found: Address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return _odd(host)
    if isinstance(found, ipaddress.IPv6Address):
        within = found.ipv4_mapped or found.sixtofour
        within = within or (ipaddress.IPv4Address(int(found) & 0xFFFFFFFF) if found in _NAT64 else None)
        if within is not None:
            return "" if within.is_global else "mapped"
        return "" if found.is_global else "ipv6"
    if found.is_global:
        return ""
    return "loopback" if found.is_loopback else "link-local" if found.is_link_local else "private"


def _odd(host: str) -> str:
    """Return the form of an IPv4 address that is not four decimal numbers (WHATWG URL, the IPv4 parser)."""
    parts = host.split(".")
    if len(parts) > 4 or not all(map(_PART.match, parts)):
        return ""
    numbers = [_number(part) for part in parts]
    if any(number > 255 for number in numbers[:-1]) or numbers[-1] >= 256 ** (5 - len(numbers)):
        return ""
    whole = sum(number << 8 * (3 - at) for at, number in enumerate(numbers[:-1])) + numbers[-1]
    if ipaddress.IPv4Address(whole).is_global:
        return ""
    if any(part[:2].lower() == "0x" for part in parts):
        return "hexadecimal"
    if any(len(part) > 1 and part[0] == "0" for part in parts):
        return "octal"
    return "decimal" if len(parts) == 1 else "short"


def _number(part: str) -> int:
    if part[:2].lower() == "0x":
        return int(part[2:] or "0", 16)
    return int(part, 8) if len(part) > 1 and part[0] == "0" else int(part)
