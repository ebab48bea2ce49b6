"""Events have names of their own, and are signed over what is sent, octet by octet."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.errors import DeclarationError
from harness.gather.delivering.events import Event, Maker, Subscription, compact, put, spaced, text_at
from harness.loading import find, load_bundle

BUNDLE = load_bundle(find("justice-events@1.0"))
TERMS = BUNDLE.profile.deliveries
KEY = b"k" * 32
SUBSCRIPTION = Subscription(url="http://127.0.0.1:1/events", key="kid", secret=base64.b64encode(KEY).decode())
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LIKE = {
    "eventType": "PRISON_COURT_REGISTER_GENERATED",
    "cases": [{"urn": "EX0000001"}],
    "masterDefendantId": "9a1b2c3d-4e5f-4a6b-8c7d-0e1f2a3b4c05",
    "documentId": "5b0d2a6e-8c1f-4e7a-b3d9-1a2c3e4f5a02",
    "documentGeneratedTimestamp": "2026-03-02T09:30:00Z",
    "prisonEmailAddress": "reception@prison.example.org",
}


def maker(seed: str = "1") -> Maker:
    assert TERMS is not None
    return Maker(LIKE, TERMS, SUBSCRIPTION, seed)


def right(event: Event) -> str:
    return base64.b64encode(hmac.digest(KEY, event.body, hashlib.sha256)).decode()


def test_the_same_seed_makes_the_same_events() -> None:
    assert maker().value(NOW) == maker().value(NOW)
    assert maker("2").value(NOW)["documentId"] != maker().value(NOW)["documentId"]


def test_an_event_is_signed_over_what_is_sent() -> None:
    event = maker().signed(LIKE, spaced(LIKE))
    assert event.signature == right(event)
    assert event.name == LIKE["documentId"]
    assert event.fields("host", "kid", "c")["X-Signature"] == event.signature


def test_the_key_is_what_the_secret_stands_for_or_its_letters() -> None:
    assert SUBSCRIPTION.octets == KEY
    assert Subscription(url="", key="", secret="plain!", letters=True).octets == b"plain!"
    with pytest.raises(DeclarationError, match="not base64"):
        _ = Subscription(url="", key="", secret="plain!").octets


@given(st.dictionaries(st.text(), st.text() | st.integers() | st.lists(st.text())))
def test_another_writing_says_the_same(value: dict[str, object]) -> None:
    assert json.loads(spaced(value)) == json.loads(compact(value)) == value


def test_places() -> None:
    value = {"a": [{"b": "1"}]}
    put(value, "/a/0/b", "2")
    assert text_at(value, "/a/0/b") == "2"
    assert [text_at(value, each) for each in ("/a/1/b", "/a/x", "/a", "/c/d")] == [""] * 4
