"""Finds out whether calls to our public address come to us: by a call of our own that nobody else could make."""

from __future__ import annotations

import http.client
import ssl
import urllib.error
import urllib.request
from typing import Any, Final, NamedTuple

from harness.gather.checks import Check
from harness.partner.knock import METHOD, Knock

NAME: Final = "path"
SECONDS: Final = 10.0
NO_PATH: Final = "path:"
"""Before the address at which we should be found, why requirements were not tried."""
ALTERED: Final = "altered"
"""The code of a check that found that calls come here otherwise than they are sent: what a product sends is lost."""
ANSWERED: Final = "answered-otherwise"
"""The code of one that found that our answers come back otherwise than they are given, or not: what we ask is lost."""
ON_THE_WAY: Final = {
    ALTERED: "come here otherwise than they are sent",
    ANSWERED: "are answered otherwise than we answer them",
}
"""What is made of calls between the product and us, in words, by the code of a check that found it."""


class _Back(NamedTuple):
    """What came back of a call; why no answer did, or the answer."""

    why: str = ""
    status: int = 0
    media_type: str = ""
    body: bytes = b""


def reach(url: str, knock: Knock, ca: str = "", seconds: float = SECONDS, name: str = NAME) -> Check:
    """Call `url`, and tell whether it came to us as it was sent, and our answer came back as it was given.

    `ca` is the path of an authority to trust besides. That our own call came shows that the address leads here, not yet
    that the product's network lets it out; the product's first call shows that. No redirect is followed and no proxy is
    asked: they would be ways of ours alone.
    """
    back = _called(url, knock, ca, seconds)
    if not knock.came.wait(0.1):
        advice = "check-public-tls" if back.why == "tls" else "check-public-url"
        params = {"url": url, "why": back.why or f"status {back.status}"}
        return Check(name=name, ok=False, code="not-open", params=params, advice=advice)
    if knock.altered:
        return _spoilt(name, ALTERED, url, knock.altered)
    if otherwise := back.why or knock.returned(back.status, back.media_type, back.body):
        return _spoilt(name, ANSWERED, url, otherwise)
    return Check(name=name, ok=True)


def how(check: Check) -> str:
    """Say of a check that failed what becomes of calls to our public address."""
    return ON_THE_WAY.get(check.code, "do not come here")


def _spoilt(name: str, code: str, url: str, why: str) -> Check:
    return Check(name=name, ok=False, code=code, params={"url": url, "why": why}, advice="check-passing")


def _called(url: str, knock: Knock, ca: str, seconds: float) -> _Back:
    try:
        context = ssl.create_default_context()
        if ca:
            context.load_verify_locations(ca)
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context), _NoRedirects
        )
        asked = urllib.request.Request(url + knock.target, knock.body, knock.headers, method=METHOD)
        with opener.open(asked, timeout=seconds) as reply:
            return _Back(status=reply.status)  # no answer of ours is a success
    except urllib.error.HTTPError as error:
        return _refused(error, knock)
    except (OSError, ValueError, http.client.HTTPException) as error:  # the last: what answers there speaks no HTTP
        return _Back(_why(error))


def _refused(error: urllib.error.HTTPError, knock: Knock) -> _Back:
    with error:
        try:
            body = error.read(len(knock.reply.body) + 1)
        except (OSError, http.client.HTTPException) as broken:
            return _Back(_why(broken))
        return _Back(status=error.code, media_type=error.headers.get("Content-Type", ""), body=body)


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
