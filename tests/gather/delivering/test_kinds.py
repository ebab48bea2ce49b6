"""Each event is right or wrong in exactly the way that is attested of it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json

import pytest
from gather.delivering.registers import KEY, NOW, TERMS, maker, right

from harness.errors import DeclarationError
from harness.gather.delivering.events import RIGHTLY, compact
from harness.gather.delivering.kinds import EVENTS, made


@pytest.mark.parametrize("kind", EVENTS)
def test_a_signature_is_right_where_it_is_said_to_be_and_nowhere_else(kind: str) -> None:
    event = made(maker(), kind, NOW)
    assert (event.signature == right(event)) == (event.signed == RIGHTLY)
    assert event.facts["credential"] == {RIGHTLY: "genuine", "not": "absent"}.get(event.signed, "tampered")
    assert bool(event.signature) == (event.signed != "not")


def test_each_way_of_being_wrong_is_another() -> None:
    wrong = [event.signed for kind in EVENTS if (event := made(maker(), kind, NOW)).signed != RIGHTLY]
    assert len(set(wrong)) == len(wrong) == 10


def test_who_knows_no_such_key_finds_no_secret_and_must_not_take_it_for_an_empty_one() -> None:
    event = made(maker(), "unknown-key", NOW)
    assert event.signature == base64.b64encode(hmac.digest(b"", event.body, hashlib.sha256)).decode()
    assert event.fields("h", "k", "c")["X-Key-Id"] not in ("", "k")
    assert made(maker(), "valid", NOW).fields("h", "k", "c")["X-Key-Id"] == "k"


def test_what_names_no_key_is_signed_with_another() -> None:
    event = made(maker(), "no-key", NOW)
    assert "X-Key-Id" not in event.fields("h", "k", "c")
    assert event.signature not in ("", right(event))


def test_what_is_near_right_is_near() -> None:
    near = {kind: made(maker(), kind, NOW) for kind in ("cut", "tail", "hexadecimal", "re-serialised", "one-octet")}
    digest = hmac.digest(KEY, near["cut"].body, hashlib.sha256)
    assert base64.b64decode(near["cut"].signature) == digest[:16]
    tail = base64.b64decode(near["tail"].signature)
    assert tail[:16] == hmac.digest(KEY, near["tail"].body, hashlib.sha256)[:16]
    assert near["hexadecimal"].signature == hmac.digest(KEY, near["hexadecimal"].body, hashlib.sha256).hex()
    again = compact(json.loads(near["re-serialised"].body))
    assert near["re-serialised"].signature == base64.b64encode(hmac.digest(KEY, again, hashlib.sha256)).decode()
    assert json.loads(near["one-octet"].body)["documentId"] == near["one-octet"].name


def test_odd_events_are_odd_in_one_thing() -> None:
    assert TERMS is not None
    assert len(made(maker(), "oversized", NOW).body) > TERMS.largest
    assert json.loads(made(maker(), "old", NOW).body)["documentGeneratedTimestamp"].startswith("2025-01-2")
    with pytest.raises(json.JSONDecodeError):
        json.loads(made(maker(), "malformed", NOW).body)
    assert made(maker(), "get", NOW).fields("h", "k", "c").keys() == {
        "Host", "User-Agent", "Accept", "X-Correlation-Id", "X-Key-Id", "X-Signature",
    }  # fmt: skip


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(DeclarationError, match="no event is called"):
        made(maker(), "nothing", NOW)
