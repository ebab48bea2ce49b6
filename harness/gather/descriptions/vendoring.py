"""Reads the documents that a description refers to, from its own folder and from the network within strict limits."""

from __future__ import annotations

import ipaddress
import time
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit

import requests

from harness.contract.vendor import Refused
from harness.yamlfile import MAX_BYTES

MOST_REDIRECTS: Final = 5
CONNECT_SECONDS: Final = 10
READ_SECONDS: Final = 30
WHOLE_SECONDS: Final = 60
_CHUNK: Final = 1 << 16
_ACCEPT: Final = "application/json, application/yaml, application/schema+json, */*;q=0.1"


class Documents:
    """Reads one description's documents; made to be called by `harness.contract.vendor.vendor`.

    Files lie within one folder. Hosts are spoken to by HTTPS, without credentials; this machine itself by HTTP too, and
    only where a document that lies on it asks for that, so that no stranger's document reaches what runs here.
    """

    def __init__(self, folder: Path, ca: Path | None = None) -> None:
        """`folder` is the one that files may lie in; `ca` holds the authorities to trust instead of the usual ones."""
        self._folder = folder.resolve()
        self._session = requests.Session()
        self._session.trust_env = False  # neither a .netrc nor a proxy's password is anybody's business here
        if ca is not None:
            self._session.verify = str(ca)
        self._bytes: dict[str, bytes] = {}

    def __call__(self, address: str, base: str) -> tuple[str, bytes]:
        """Return the whole address and the bytes of what `address`, written in `base`, names. Raises Refused."""
        if is_url(base) or is_url(address):
            whole = _without_fragment(urljoin(base if is_url(base) else "", address))
            if whole not in self._bytes:
                self._bytes[whole] = self._fetch(whole, at_home=not is_url(base) or _is_home(base))
            return whole, self._bytes[whole]
        if urlsplit(address).scheme or address.startswith("//"):
            raise Refused(f"{address} is neither a file nor an HTTPS address")
        return self._file(((self._folder / base).parent if base else self._folder) / unquote(address))

    def _file(self, path: Path) -> tuple[str, bytes]:
        try:
            path = path.resolve()
            name = path.relative_to(self._folder).as_posix()
        except (ValueError, OSError, RuntimeError):
            raise Refused(f"{path.name} lies outside the folder") from None
        try:
            with path.open("rb") as file:
                data = file.read(MAX_BYTES + 1)
        except OSError as error:
            raise Refused(f"{name} cannot be read: {error.strerror}") from None
        if len(data) > MAX_BYTES:
            raise Refused(f"{name} is larger than {MAX_BYTES} bytes")
        return name, data

    def _fetch(self, address: str, *, at_home: bool) -> bytes:
        deadline = time.monotonic() + WHOLE_SECONDS
        for _ in range(MOST_REDIRECTS + 1):
            _allow(address, at_home=at_home)
            try:
                with self._session.get(
                    address,
                    stream=True,
                    allow_redirects=False,
                    timeout=(CONNECT_SECONDS, READ_SECONDS),
                    headers={"Accept": _ACCEPT},
                ) as reply:
                    location = reply.headers.get("Location")
                    if reply.is_redirect and location is not None:
                        before, address = address, _without_fragment(urljoin(address, location))
                        at_home = _is_home(before)
                        _keep_up(before, address)
                        continue
                    if reply.status_code != 200:
                        raise Refused(f"{address} answered {reply.status_code}")
                    return _content(reply, address, deadline)
            except (requests.RequestException, ValueError) as error:
                raise Refused(f"{address} cannot be fetched ({type(error).__name__})") from error
        raise Refused(f"{address} is redirected more than {MOST_REDIRECTS} times")


def is_url(address: str) -> bool:
    """Tell whether `address` is one of HTTP or HTTPS, and not a file's."""
    return address.lower().startswith(("http://", "https://"))


def _allow(address: str, *, at_home: bool) -> None:
    parts = urlsplit(address)
    if parts.username is not None or parts.password is not None:
        raise Refused("an address with a user name or a password is not fetched")
    if _is_home(address):
        if not at_home:
            raise Refused(f"{address} is on this machine, and is named by a document that is not")
    elif parts.scheme.lower() != "https" or not parts.hostname:
        raise Refused(f"{address} is not fetched: only HTTPS is")


def _keep_up(before: str, address: str) -> None:
    """Refuse to be led from HTTPS to HTTP, on this machine too: anybody in between could answer."""
    if before.lower().startswith("https:") and not address.lower().startswith("https:"):
        raise Refused(f"{before} leads from HTTPS to {address}")


def _is_home(address: str) -> bool:
    """Whether an address is on this very machine."""
    host = urlsplit(address).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _content(reply: requests.Response, address: str, deadline: float) -> bytes:
    found = bytearray()
    for chunk in reply.iter_content(_CHUNK):
        found += chunk
        if len(found) > MAX_BYTES:
            raise Refused(f"{address} is larger than {MAX_BYTES} bytes")
        if time.monotonic() > deadline:
            raise Refused(f"{address} takes longer than {WHOLE_SECONDS} seconds")
    return bytes(found)


def _without_fragment(address: str) -> str:
    return urlunsplit(urlsplit(address)._replace(fragment=""))
