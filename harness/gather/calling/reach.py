"""Finds out whether calls to our public address come to us: by a call of our own that nobody else could make."""

from __future__ import annotations

import http.client
import ssl
import urllib.error
import urllib.request
from typing import Any, Final

from harness.gather.checks import Check
from harness.partner.knock import METHOD, Knock

NAME: Final = "path"
SECONDS: Final = 10.0
NO_PATH: Final = "path:"
"""Before the address at which we should be found, why requirements were not tried."""
ALTERED: Final = "altered"
"""The code of a check that found that calls come here otherwise than they are sent: what a product sends is lost."""


def reach(url: str, knock: Knock, ca: str = "", seconds: float = SECONDS, name: str = NAME) -> Check:
    """Call `url`, and tell whether it came to us as it was sent; `ca` is the path of an authority to trust besides.

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
        asked = urllib.request.Request(url + knock.target, knock.body, knock.headers, method=METHOD)
        with opener.open(asked, timeout=seconds) as reply:
            why = f"status {reply.status}"
    except urllib.error.HTTPError as error:
        why = f"status {error.code}"
    except (OSError, ValueError, http.client.HTTPException) as error:  # the last: what answers there speaks no HTTP
        why = _why(error)
    if not knock.came.wait(0.1):
        advice = "check-public-tls" if why == "tls" else "check-public-url"
        return Check(name=name, ok=False, code="not-open", params={"url": url, "why": why}, advice=advice)
    if knock.altered:
        params = {"url": url, "why": knock.altered}
        return Check(name=name, ok=False, code=ALTERED, params=params, advice="check-passing")
    return Check(name=name, ok=True)


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
