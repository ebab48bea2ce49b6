"""A reference subscriber believes what is signed, acts once, and each vice shows without anybody's judgement."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml

from harness import content
from harness.partner.sender.product import running_sender
from harness.partner.sender.terms import FILE

KEY = b"k" * 32
EVENT = {"eventType": "PRISON_COURT_REGISTER_GENERATED", "documentId": "d1"}
Told = Callable[..., int]


def right(body: bytes) -> str:
    return base64.b64encode(hmac.digest(KEY, body, hashlib.sha256)).decode()


def digest(body: bytes) -> bytes:
    return hmac.digest(KEY, body, hashlib.sha256)


@pytest.fixture
def keyed(tmp_path: Path) -> str:
    """Return a subscriber that knows a key from the beginning, and fetches nothing."""
    folder = tmp_path / "subscriber"
    shutil.copytree(content.root("mocks") / "reference-subscriber", folder)
    value = yaml.safe_load((folder / FILE).read_text())
    value["taking"]["keys"] = {"kid": base64.b64encode(KEY).decode()}
    (folder / FILE).write_text(yaml.safe_dump(value))
    return str(folder)


def body_of(**changes: Any) -> bytes:
    now = datetime.now(UTC).isoformat()
    return json.dumps(EVENT | {"documentGeneratedTimestamp": now} | changes, separators=(",", ":")).encode()


def tell(url: str, body: bytes, signature: str | None = None, **rest: Any) -> int:
    headers = {"X-Key-Id": rest.pop("key", "kid"), "Content-Type": rest.pop("media_type", "application/json")}
    if signature != "":
        headers["X-Signature"] = right(body) if signature is None else signature
    method = rest.pop("method", "POST")
    return requests.request(method, f"{url}/events", data=body, headers=headers, timeout=5).status_code


def acted(url: str) -> list[str]:
    found: list[str] = requests.get(f"{url}/effects", timeout=5).json()
    return found


def test_it_believes_what_is_signed_and_acts_once(keyed: str) -> None:
    with running_sender(keyed) as sender:
        body = body_of()
        wrong = [right(b"other"), digest(body).hex(), base64.b64encode(digest(body)[:16]).decode(), "no base64!", ""]
        assert [tell(sender.url, body, each) for each in wrong] == [401] * 5
        assert tell(sender.url, body, key="another") == 401
        assert acted(sender.url) == []
        assert [tell(sender.url, body), tell(sender.url, body)] == [202, 202]
        assert acted(sender.url) == ["d1"]


def test_it_refuses_or_passes_over_what_is_odd(keyed: str) -> None:
    with running_sender(keyed) as sender:
        assert tell(sender.url, body_of(eventType="OTHER")) == 204
        assert tell(sender.url, body_of(documentGeneratedTimestamp="2020-01-01T00:00:00Z")) == 422
        assert tell(sender.url, body_of(documentGeneratedTimestamp=1)) == 422
        assert tell(sender.url, body_of(further="x" * (1 << 20))) == 413
        assert tell(sender.url, b"{") == 400
        assert tell(sender.url, body_of(), media_type="text/plain") == 415
        assert tell(sender.url, body_of(), method="PUT") == 405
        assert acted(sender.url) == []
        assert tell(sender.url, body_of(further=1)) == 202


@pytest.mark.parametrize(
    "vice, said, status",
    [
        ("accepts-any-signature", lambda body: "anything", 202),
        ("accepts-what-looks-signed", lambda body: right(b"other"), 202),
        ("accepts-no-signature", lambda body: "", 202),
        ("compares-the-beginning", lambda body: base64.b64encode(digest(body)[:8]).decode(), 202),
        ("takes-hexadecimal", lambda body: digest(body).hex(), 202),
        ("refuses-with-success", lambda body: "", 200),
        ("fails-when-it-refuses", lambda body: "", 500),
    ],
)
def test_vices_of_believing(keyed: str, vice: str, said: Callable[[bytes], str], status: int) -> None:
    body = body_of()
    with running_sender(keyed, [vice]) as sender:
        assert tell(sender.url, body, said(body)) == status


def test_who_checks_what_it_parsed_takes_another_writing(keyed: str) -> None:
    body = body_of()
    with running_sender(keyed, ["checks-what-it-parsed"]) as sender:
        assert tell(sender.url, json.dumps(json.loads(body), indent=1).encode(), right(body)) == 202
        spaced = json.dumps(json.loads(body), indent=1).encode()
        assert tell(sender.url, spaced, right(spaced)) == 401


def test_who_acts_first_has_acted(keyed: str) -> None:
    with running_sender(keyed, ["acts-before-it-checks"]) as sender:
        assert tell(sender.url, body_of(), "") == 401
        assert acted(sender.url) == ["d1"]


def test_who_forgets_acts_again(keyed: str) -> None:
    body = body_of()
    with running_sender(keyed, ["forgets-what-came"]) as sender:
        assert [tell(sender.url, body), tell(sender.url, body)] == [202, 202]
        assert acted(sender.url) == ["d1", "d1"]


@pytest.mark.parametrize(
    "vice, asked, status",
    [
        ("fails-at-unknown-types", {"eventType": "OTHER"}, 500),
        ("refuses-unknown-properties", {"further": 1}, 422),
        ("fails-at-large-events", {"further": "x" * (1 << 20)}, 500),
        ("takes-large-events", {"further": "x" * (1 << 20)}, 202),
        ("takes-old-events", {"documentGeneratedTimestamp": "2020-01-01T00:00:00Z"}, 202),
        ("fails-at-broken-json", {"documentId": 1}, 500),
    ],
)
def test_vices_of_taking(keyed: str, vice: str, asked: dict[str, Any], status: int) -> None:
    with running_sender(keyed, [vice]) as sender:
        assert tell(sender.url, body_of(**asked)) == status


def test_vices_of_http(keyed: str) -> None:
    with running_sender(keyed, ["takes-any-method", "takes-any-media-type"]) as sender:
        assert tell(sender.url, body_of(), method="PUT") == 204
        assert tell(sender.url, body_of(), media_type="text/plain") == 202


def test_who_names_no_key_is_refused_unless_it_has_the_vice(keyed: str) -> None:
    wrong = right(b"other")
    with running_sender(keyed, []) as good, running_sender(keyed, ["checks-what-names-a-key"]) as bad:
        assert [tell(url, body_of(), wrong, key=None) for url in (good.url, bad.url)] == [401, 202]


@pytest.mark.parametrize("vices, status", [([], 405), (["acknowledges-get"], 202)])
def test_who_looks_at_its_address(keyed: str, vices: list[str], status: int) -> None:
    with running_sender(keyed, vices) as sender:
        assert tell(sender.url, b"", method="GET") == status
