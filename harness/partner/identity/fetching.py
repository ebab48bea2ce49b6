"""Fetches one small document of an authority's: no proxy, no redirect, not for long."""

from __future__ import annotations

import http.client
import ssl
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from harness.partner.identity.trusting import Fetch

SECONDS: Final = 3.0
MOST_OCTETS: Final = 262_144


def fetcher(ca: Path | None = None) -> Fetch:
    """Return what GETs an address; `ca` is a certificate (PEM) to trust instead of those of this machine.

    It raises OSError where nothing comes, and ValueError for another status than 200 and for too much.
    """
    context = ssl.create_default_context(cafile=ca)

    def fetch(url: str) -> bytes:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        if parts.scheme == "https":
            line: http.client.HTTPConnection = http.client.HTTPSConnection(host, port, timeout=SECONDS, context=context)
        else:
            line = http.client.HTTPConnection(host, port, timeout=SECONDS)
        try:
            line.request("GET", parts.path or "/", headers={"Accept": "application/json"})
            answer = line.getresponse()
            body = answer.read(MOST_OCTETS + 1)
        except http.client.HTTPException as error:
            raise OSError(f"no answer ({type(error).__name__})") from None
        finally:
            line.close()
        if answer.status != 200 or len(body) > MOST_OCTETS:
            raise ValueError(f"the answer is {answer.status}, or too long")
        return body

    return fetch
