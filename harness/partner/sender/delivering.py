"""Delivers messages to a partner: signs in, waits, repeats, gives up, by a policy."""

from __future__ import annotations

import asyncio
import json
import ssl
import time
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from typing import Any, Final

import aiohttp

from harness.partner.sender.terms import Policy

LONGEST_WAIT: Final = 30.0
"""Seconds of a Retry-After that are waited at most."""
BAD_CERTIFICATE: Final = -1
"""The status of what was not sent, since the partner's certificate is bad and is not tried again."""


@dataclass(slots=True)
class Letter:
    """A message on its way."""

    method: str
    path: str
    media_type: str
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; status 0: nothing whole; `BAD_CERTIFICATE`: nothing was asked of such a partner."""

    status: int
    wait: float = 0.0
    """Seconds that the partner asked to wait."""
    value: Any = None
    strange: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """Who is called, as a stimulus says it."""

    url: str
    token_url: str
    client_id: str
    client_secret: str
    ca: str = ""
    agency: str = ""
    """Whose it is, where several are called."""


class Line:
    """The way to one partner, with a token that is renewed when it is refused."""

    def __init__(self, partner: Partner, policy: Policy) -> None:
        self.partner = partner
        self._policy = policy
        self._token = ""
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()

    async def call(self, method: str, path: str, body: Any = None, media_type: str = "application/json") -> Answer:
        """Send one request, with another token where the first is refused."""
        for _ in range(2):
            answer = await self._call(method, path, body, media_type)
            if answer.status != 401:
                return answer
            self._token = ""
        return answer

    async def _call(self, method: str, path: str, body: Any, media_type: str) -> Answer:
        session = self._opened()
        try:
            if not self._token and not await self._sign_in(session):
                return Answer(0)
            headers = {"Authorization": f"Bearer {self._token}"}
            data = None
            if body is not None:
                data, headers["Content-Type"] = json.dumps(body, ensure_ascii=False).encode(), media_type
            redirects = self._policy.follows_redirects or (method == "GET" and self._policy.follows_to_read)
            url = self.partner.url + path
            async with session.request(method, url, data=data, headers=headers, allow_redirects=redirects) as reply:
                location = reply.headers.get("Location", "")
                if not (self._policy.follows_over_tls and location.startswith("https:")):
                    return _read(reply.status, reply.headers.get("Retry-After", ""), await reply.read())
            async with session.request(method, location, data=data, headers=headers, allow_redirects=False) as reply:
                return _read(reply.status, "", await reply.read())
        except aiohttp.ClientConnectorCertificateError:
            if self._policy.sends_without_tls and self.partner.url.startswith("https:"):
                return await self._in_the_clear(method, path, body, media_type)
            return Answer(0 if self._policy.tries_bad_certificates_again else BAD_CERTIFICATE)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            return Answer(0)

    async def _in_the_clear(self, method: str, path: str, body: Any, media_type: str) -> Answer:
        """Send the same without TLS, and with TLS again the next time."""
        secure = self.partner
        urls = {name: getattr(secure, name).replace("https:", "http:", 1) for name in ("url", "token_url")}
        self.partner = replace(secure, **urls)
        try:
            return await self._call(method, path, body, media_type)
        finally:
            self.partner = secure

    async def _sign_in(self, session: aiohttp.ClientSession) -> bool:
        if self._policy.checks_certificates_to_sign_in:
            return await self._signed_in(session)
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=False)) as careless:
            return await self._signed_in(careless)

    async def _signed_in(self, session: aiohttp.ClientSession) -> bool:
        own = {"client_id": self.partner.client_id, "client_secret": self.partner.client_secret}
        form = {"grant_type": "client_credentials", **own}
        redirects = self._policy.follows_to_sign_in
        async with session.post(self.partner.token_url, data=form, allow_redirects=redirects) as reply:
            if reply.status != 200:
                return False
            self._token = (await reply.json())["access_token"]
            return True

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            trusted: Any = True
            if self.partner.url.startswith("https:"):
                trusted = ssl.create_default_context(cafile=self.partner.ca or None)
                if not self._policy.checks_certificates:
                    trusted = False
            timeout = aiohttp.ClientTimeout(total=self._policy.timeout)
            self._session = aiohttp.ClientSession(timeout=timeout, connector=aiohttp.TCPConnector(ssl=trusted))
        return self._session


def _read(status: int, wait: str, body: bytes) -> Answer:
    try:
        value = json.loads(body) if body else None
    except ValueError:
        value = None
    known = not isinstance(value, dict) or "x-further" not in value
    return Answer(status, min(seconds_of(wait), LONGEST_WAIT), value, not known)


def seconds_of(said: str) -> float:
    """Return how long a Retry-After asks to wait (RFC 9110 section 10.2.3); 0 where it says nothing."""
    if said.isdecimal():
        return float(said)
    try:
        return max(0.0, parsedate_to_datetime(said).timestamp() - time.time()) if said else 0.0
    except (ValueError, TypeError):
        return 0.0


class Post:
    """Delivers letters one after another, or each by itself, as the policy says."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._gone: set[tuple[str, str]] = set()

    async def deliver(self, line: Line, letter: Letter, renamed: Any) -> Answer:
        """Send a letter until it is taken or there is no more sense in it; `renamed` gives it another messageId."""
        policy, gap = self._policy, self._policy.gap
        answer, place = Answer(0), (line.partner.url, letter.path)
        for _ in range(policy.retries + 1):
            if place in self._gone and policy.stops_when_gone:
                return Answer(410)
            answer = await line.call(letter.method, letter.path, letter.body or None, letter.media_type)
            if answer.status == 410:
                self._gone.add(place)
                if policy.stops_when_gone:
                    return answer
            if answer.status in (409, 412):
                if not await self._again(line, letter, renamed):
                    return answer
                continue
            chokes = answer.strange and not policy.tolerates_unknown and gap < policy.longest_gap
            if not chokes and not self._failed(answer.status):
                return answer
            if policy.gives_up_at_once:
                return answer
            await asyncio.sleep(max(gap, answer.wait) if policy.heeds_retry_after else gap)
            gap = min(2 * gap, policy.longest_gap)
            if not policy.keeps_name:
                renamed(letter)
        return answer

    def _failed(self, status: int) -> bool:
        gone_on = status == 410 and not self._policy.stops_when_gone
        if status in (400, 403, 404, 422) and not self._policy.takes_no:
            return True
        return status == 0 or 300 <= status < 400 or status in (401, 408, 429) or status >= 500 or gone_on

    async def _again(self, line: Line, letter: Letter, renamed: Any) -> bool:
        """Bring a message up to what the thing is now; False where that cannot be done."""
        if "baseVersion" not in letter.body:
            return False
        if self._policy.rereads:
            now = await line.call("GET", letter.path.rpartition("/")[0])
            if not isinstance(now.value, dict):
                return False
            if self._policy.heeds_what_it_read:
                letter.body["baseVersion"] = now.value["version"]
        renamed(letter)
        return True
