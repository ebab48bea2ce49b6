"""Products that are right and go about it as few others do are blamed for nothing."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from content.campaign import campaign
from otherwise import judged_otherwise

from harness.cli.partners.sender_recording import sender_tested
from harness.judgement import Judgement
from harness.partner.sender.receiving import Webhook
from harness.verdict import Outcome

_NAMES = re.compile(rb'"(messageId|requestId|documentId)": ?"([0-9a-f-]{36})"')


def open_or_broken(judgement: Judgement, wanted: tuple[str, ...]) -> dict[str, Any]:
    """Return what did not come out as it should, of what was asked."""
    found = {f.requirement: f for f in judgement.judged[0].verdict.findings}
    return {id: found[id].because for id in wanted if found[id].outcome is not Outcome.CONFORMS}


@pytest.fixture(params=["modern", "ancient"])
def client(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Have the product speak HTTP in a way of its own; everything else in these runs speaks without aiohttp's client.

    `modern`: content in chunks and after 100 (Continue), field names in lower case, fields and members that nobody
    knows, identifiers in upper case, JSON in another order. `ancient`: HTTP/1.0, a connection for each request.
    """
    plain = aiohttp.ClientSession._request

    async def modern(self: Any, method: str, url: Any, *, data: Any = None, headers: Any = None, **rest: Any) -> Any:
        fields = {name.lower(): text for name, text in dict(headers or {}).items()}
        fields |= {"x-vendor": "1", "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}
        if isinstance(data, bytes) and data and "x-signature" not in fields:
            value = json.loads(_NAMES.sub(lambda found: b'"%b":"%b"' % (found[1], found[2].upper()), data))
            data = json.dumps({**dict(reversed(value.items())), "x-vendor": {"a": [1, None]}}, indent=1).encode()
            fields["content-type"] = fields["content-type"] + '; charset="UTF-8"'
        if isinstance(data, bytes) and data:
            fields.pop("content-length", None)
            rest |= {"chunked": True, "expect100": True}
        return await plain(self, method, url, data=data, headers=fields, **rest)

    async def ancient(self: Any, method: str, url: Any, **rest: Any) -> Any:
        self._version = aiohttp.HttpVersion10
        self._connector._force_close = True
        return await plain(self, method, url, **rest)

    monkeypatch.setattr(aiohttp.ClientSession, "_request", {"modern": modern, "ancient": ancient}[request.param])
    return str(request.param)


@pytest.mark.usefixtures("client")
def test_a_sender_that_speaks_as_few_others_do() -> None:
    wanted = ("IT-101", "IT-117", "IT-118", "IT-133", "IT-141", "IT-142", "IT-113")
    with sender_tested("reference-sender", (), wanted, "") as judgement:
        assert open_or_broken(judgement, wanted) == {}


def test_a_sender_that_takes_a_redirect_for_the_end_of_it(tmp_path: Path) -> None:
    judgement = judged_otherwise(tmp_path, "reference-sender", {"policy": {"retries": 0}}, ("IT-146",))
    assert open_or_broken(judgement, ("IT-146",)) == {}


def test_a_sender_that_takes_its_time_to_call_again_who_was_down(tmp_path: Path) -> None:
    wanted = ("IT-148", "IT-149", "IT-150", "IT-151")
    policy = {"gap": 0.4, "longest_gap": 1.6}
    judgement = judged_otherwise(tmp_path, "reference-sender", {"policy": policy}, wanted, stimulus_seconds=20)
    assert open_or_broken(judgement, wanted) == {}


def test_a_sender_that_changes_what_it_sent_by_patch(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = aiohttp.ClientSession._request

    async def patched(self: Any, method: str, url: Any, *, data: Any = None, headers: Any = None, **rest: Any) -> Any:
        if method == "POST" and str(url).endswith("/updates"):
            value = json.loads(data)
            fields = {"If-Match": f'"{value.pop("baseVersion")}"', "Content-Type": "application/merge-patch+json"}
            method, url, headers = "PATCH", str(url).removesuffix("/updates"), {**headers, **fields}
            data = json.dumps({**value, **value.pop("changes")}).encode()
        return await plain(self, method, url, data=data, headers=headers, **rest)

    monkeypatch.setattr(aiohttp.ClientSession, "_request", patched)
    wanted = ("IT-038", "IT-039", "IT-112", "IT-113", "IT-141")
    with sender_tested("reference-sender", (), wanted, "") as judgement:
        assert open_or_broken(judgement, wanted) == {}


@pytest.mark.usefixtures("client")
def test_a_publisher_that_speaks_as_few_others_do() -> None:
    wanted = ("J10", "J11", "J12", "J16")
    judgement = campaign(only=wanted, mock="reference-publisher")
    assert open_or_broken(judgement, wanted) == {}


def test_a_subscriber_that_answers_as_few_others_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = Webhook.take

    async def take(self: Webhook, request: web.BaseRequest) -> web.StreamResponse:
        said = await plain(self, request)
        if request.method != "POST":
            return said
        done = 200 <= said.status < 300
        fields = {"x-vendor": "1", "retry-after": "Sun, 06 Nov 1994 08:49:37 GMT", "content-type": "text/plain"}
        answer = web.Response(status=200 if done else said.status, body=b"OK" if done else b"no", headers=fields)
        answer.enable_chunked_encoding()
        answer.force_close()
        return answer

    monkeypatch.setattr(Webhook, "take", take)
    wanted = ("J24", "J25", "J26", "J27", "J28", "J29", "J41", "J43")
    taking = {"refuses": 404, "largest": 4096, "oldest_days": 399.0, "shows": "a-page"}
    judgement = judged_otherwise(tmp_path, "reference-subscriber", {"taking": taking}, wanted)
    assert open_or_broken(judgement, wanted) == {}
