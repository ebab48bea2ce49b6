"""`signed/1`: a signature is computed again from the octets that came, by the secret that was issued."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest
from eventing import (
    ISSUED,
    NEW,
    OLD,
    TELLS,
    S,
    event,
    found,
    ours,
    rotated,
    shown,
    signature,
    subscribed,
    subscription,
    told,
)

BODY = json.dumps(event()).encode()


def asked(what: str, *exchanges: Any) -> str:
    return shown("signed/1", {"shows": what, "operation": TELLS, "issued": ISSUED}, *exchanges)


def by(secret: str, **rest: Any) -> Any:
    return told(fields={"X-Signature": signature(BODY, secret)}, **rest)


def test_the_octets_that_came_are_what_counts() -> None:
    assert asked("signature", subscribed(), told()) == "conforms"
    compact = json.dumps(event(), separators=(",", ":")).encode()
    assert (
        asked("signature", subscribed(), told(fields={"X-Signature": signature(compact)})) == "violates: bad-signature"
    )


@pytest.mark.parametrize("status", [503, 302])
def test_what_we_answered_is_no_cause_of_a_bad_signature(status: int) -> None:
    said = found(
        "signed/1", {"shows": "signature", "operation": TELLS, "issued": ISSUED}, subscribed(), by(NEW, status=status)
    )
    assert [violation.cause.partition("/")[0] for violation in said.violations] == ["bad-signature"]


def test_the_letters_of_the_secret_may_be_the_key() -> None:
    made = base64.b64encode(hmac.digest(OLD.encode(), BODY, hashlib.sha256)).decode()
    assert asked("signature", subscribed(), told(fields={"X-Signature": made})) == "conforms"


@pytest.mark.parametrize(
    "fields, outcome",
    [
        ({"X-Signature": None}, "not-signed"),
        ({"X-Key-Id": "other"}, "unknown-key"),
        ({"X-Signature": signature(BODY, NEW)}, "bad-signature"),
        ({"X-Signature": signature(BODY).rstrip("=")}, "signature-form"),
        ({"X-Signature": base64.b64decode(signature(BODY)).hex()}, "signature-form"),
    ],
)
def test_what_is_wrong_is_told_apart(fields: dict[str, str | None], outcome: str) -> None:
    assert asked("signature", subscribed(), told(fields=fields)) == f"violates: {outcome}"


def test_after_a_rotation_the_newest_secret_signs() -> None:
    change = rotated(at=S)
    assert asked("rotated", subscribed(), by(OLD), change, by(NEW, at=2 * S)) == "conforms"
    assert asked("rotated", subscribed(), by(OLD), change, by(OLD, at=2 * S)) == "violates: old-secret"
    assert asked("rotated", subscribed(), change, by(OLD, at=S)) == "inconclusive: nothing-seen"  # under way already
    assert asked("rotated", subscribed(), by(OLD)) == "inconclusive: nothing-seen"


def test_without_a_secret_nothing_can_be_told() -> None:
    assert asked("signature", told()) == "inconclusive: nothing-seen"


@pytest.mark.parametrize(
    "answer, outcome",
    [
        ({"status": 200, "got": {"keyId": "k"}}, "inconclusive: signature-untold"),
        ({"status": 500, "got": {}}, "inconclusive: signature-untold"),
        ({"status": 204}, "inconclusive: signature-untold"),
        ({"status": 404, "got": {}}, "violates: bad-signature"),
    ],
)
def test_what_may_be_signed_by_a_secret_that_we_were_not_told_is_held_against_nobody(
    answer: dict[str, Any], outcome: str
) -> None:
    target = f"/client-subscriptions/{subscription()['clientSubscriptionId']}/secret/rotate"
    silent = ours("POST", target, {"keyId": "k"}, **answer)
    assert asked("signature", subscribed(), silent, by(NEW)) == outcome
    assert asked("signature", subscribed(), silent, by(OLD)) == "conforms"
    hexadecimal = told(fields={"X-Signature": base64.b64decode(signature(BODY)).hex()})
    assert asked("signature", subscribed(), silent, hexadecimal) == "violates: signature-form"
