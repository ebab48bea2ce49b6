"""Events are signed rightly over what is sent, or wrongly in exactly the way that is attested."""

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
from harness.gather.delivering.events import EVENTS, RIGHTLY, Event, Maker, Subscription, compact, put, spaced, text_at
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


@pytest.mark.parametrize("kind", EVENTS)
def test_a_signature_is_right_where_it_is_said_to_be_and_nowhere_else(kind: str) -> None:
    event = maker().event(kind, NOW)
    assert (event.signature == right(event)) == (event.signed == RIGHTLY)
    assert event.facts["credential"] == {RIGHTLY: "genuine", "not": "absent"}.get(event.signed, "tampered")
    assert bool(event.signature) == (event.signed != "not")


def test_each_way_of_being_wrong_is_another() -> None:
    wrong = [event.signed for kind in EVENTS if (event := maker().event(kind, NOW)).signed != RIGHTLY]
    assert len(set(wrong)) == len(wrong) == 8


def test_what_is_near_right_is_near() -> None:
    made = {kind: maker().event(kind, NOW) for kind in ("cut", "tail", "hexadecimal", "re-serialised", "one-octet")}
    digest = hmac.digest(KEY, made["cut"].body, hashlib.sha256)
    assert base64.b64decode(made["cut"].signature) == digest[:16]
    tail = base64.b64decode(made["tail"].signature)
    assert tail[:16] == hmac.digest(KEY, made["tail"].body, hashlib.sha256)[:16]
    assert made["hexadecimal"].signature == hmac.digest(KEY, made["hexadecimal"].body, hashlib.sha256).hex()
    again = compact(json.loads(made["re-serialised"].body))
    assert made["re-serialised"].signature == base64.b64encode(hmac.digest(KEY, again, hashlib.sha256)).decode()
    assert json.loads(made["one-octet"].body)["documentId"] == made["one-octet"].name


def test_the_same_seed_makes_the_same_events() -> None:
    assert maker().event("valid", NOW) == maker().event("valid", NOW)
    assert maker("2").event("valid", NOW).name != maker().event("valid", NOW).name


def test_odd_events_are_odd_in_one_thing() -> None:
    assert TERMS is not None
    assert len(maker().event("oversized", NOW).body) > TERMS.largest
    assert json.loads(maker().event("old", NOW).body)["documentGeneratedTimestamp"].startswith("2025-01-2")
    with pytest.raises(json.JSONDecodeError):
        json.loads(maker().event("malformed", NOW).body)
    assert maker().event("get", NOW).fields("h", "k", "c").keys() == {
        "Host", "User-Agent", "Accept", "X-Correlation-Id", "X-Key-Id", "X-Signature",
    }  # fmt: skip


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(DeclarationError, match="no event is called"):
        maker().event("nothing", NOW)


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
