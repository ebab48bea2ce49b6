"""Events have names of their own, and are signed over what is sent, octet by octet."""

from __future__ import annotations

import json

import pytest
from gather.delivering.registers import KEY, LIKE, NOW, SUBSCRIPTION, maker, right
from hypothesis import given
from hypothesis import strategies as st

from harness.errors import DeclarationError
from harness.gather.delivering.events import Subscription, compact, put, spaced, text_at


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
