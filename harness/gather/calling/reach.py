"""Finds out whether calls to our public address come to us: by a call of our own that nobody else could make."""

from __future__ import annotations

import http.client
import ssl
import threading
import urllib.error
import urllib.request
from typing import Any, Final

from harness.gather.checks import Check

NAME: Final = "path"
SECONDS: Final = 10.0
PREFIX: Final = "/.well-known/hallmark-path-"
"""Before what is drawn for one run, at the end of the path that is called."""


def reach(url: str, nonce: str, came: threading.Event, ca: str = "", seconds: float = SECONDS) -> Check:
    """Call `url` with the nonce, and tell whether it came to us; `ca` is the path of an authority to trust besides.

    That our own call came shows that the address leads here, not yet that the product's network lets it out; the
    product's first call shows that. No redirect is followed and no proxy is asked: they would be ways of ours alone.
    """
    why = ""
    try:
        context = ssl.create_default_context()
        if ca:
            context.load_verify_locations(ca)
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context), _NoRedirects
        )
        with opener.open(f"{url}{PREFIX}{nonce}", timeout=seconds) as reply:
            why = f"status {reply.status}"
    except urllib.error.HTTPError as error:
        why = f"status {error.code}"
    except (OSError, ValueError, http.client.HTTPException) as error:  # the last: what answers there speaks no HTTP
        why = _why(error)
    if came.wait(0.1):
        return Check(name=NAME, ok=True)
    return Check(name=NAME, ok=False, code="not-open", params={"url": url, "why": why}, advice="check-public-url")


def _why(error: Exception) -> str:
    reason: Any = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(reason, ssl.SSLError):
        return "tls"
    if isinstance(reason, TimeoutError):
        return "timeout"
    if isinstance(reason, ConnectionRefusedError):
        return "refused"
    # A resolver's error has no type that says more than its name.
    return "name" if type(reason).__name__ == "gaierror" else "unreachable"


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """What answers elsewhere is not us."""

    def redirect_request(self, *_: Any) -> None:
        return None
