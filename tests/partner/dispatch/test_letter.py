"""An event is written as the call that carries it, and signed over the octets that are sent."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import hmac
import json
from typing import Any

import pytest

from harness.partner.dispatch.letter import STRUCTURED, Letter, signature, written
from harness.partner.dispatch.terms import Policy

OLD, NEW = (base64.b64encode(bytes([n]) * 32).decode() for n in (1, 2))
RECORD = {
    "notificationEndpoint": {"callbackUrl": "https://127.0.0.1:9/events?a=1"},
    "hmac": {"keyId": "kid-1", "secret": NEW},
    "first": OLD,
}
LETTER = Letter(subscription="s", event="e", body={"eventType": "T", "documentId": "e"}, correlation="c")


def hashed(secret: str, content: bytes) -> str:
    return base64.b64encode(hmac.digest(base64.b64decode(secret), content, hashlib.sha256)).decode()


def test_it_is_signed_with_the_secret_that_counts_now() -> None:
    request, fields = written(LETTER, RECORD, Policy())
    assert fields["X-Signature"] == hashed(NEW, request.body)
    assert (fields["X-Key-Id"], fields["X-Correlation-Id"], request.target) == ("kid-1", "c", "/events?a=1")
    assert f"X-Signature: {fields['X-Signature']}".encode() in request.head.split(b"\r\n")


@pytest.mark.parametrize(
    "policy, value",
    [
        (Policy(secret="first"), hashed(OLD, b'{"b": 1}')),
        (Policy(signs="rewritten"), hashed(NEW, b'{"b":1}')),
        (Policy(signs="wrongly"), hashed(NEW, b"")),
        (Policy(form="hex"), hmac.digest(base64.b64decode(NEW), b'{"b": 1}', hashlib.sha256).hex()),
    ],
    ids=["first", "rewritten", "wrongly", "hex"],
)
def test_each_vice_of_signing_signs_otherwise(policy: Policy, value: str) -> None:
    secret = OLD if policy.secret == "first" else NEW
    assert signature(b'{"b": 1}', secret, policy) == value != hashed(NEW, b'{"b": 1}')


def test_attributes_are_fields_in_binary_mode_and_members_in_structured_mode() -> None:
    binary, fields = written(LETTER, RECORD, Policy(envelope="binary", source="/here"))
    assert (fields["ce-id"], fields["ce-source"], fields["ce-specversion"]) == ("e", "/here", "1.0")
    assert json.loads(binary.body) == LETTER.body
    structured, fields = written(LETTER, RECORD, Policy(envelope="structured", source="/here"))
    value: Any = json.loads(structured.body)
    assert (fields["Content-Type"], value["id"], value["source"], value["data"]) == (
        STRUCTURED,
        "e",
        "/here",
        LETTER.body,
    )
    plain, fields = written(LETTER, RECORD, Policy(envelope="plain"))
    assert not any(name.startswith("ce-") for name in fields)
    assert json.loads(plain.body) == LETTER.body


def test_members_are_left_out_and_documents_enclosed() -> None:
    request, _ = written(LETTER, RECORD, Policy(omits=("eventType",), encloses="JVBERi0="))
    assert json.loads(request.body) == {"documentId": "e", "document": "JVBERi0="}


def test_one_name_for_all_events() -> None:
    _, fields = written(LETTER, RECORD, Policy(fresh_event=False))
    assert fields["ce-id"] == "1"


def test_what_is_lacking_is_left_out() -> None:
    _, fields = written(LETTER, RECORD, Policy(lacks=("X-Key-Id", "source")))
    assert "X-Key-Id" not in fields
    assert "ce-source" not in fields
    assert "ce-id" in fields


@pytest.mark.parametrize("bears", [False, True])
def test_a_call_bears_its_secret_only_by_vice(bears: bool) -> None:
    request, _ = written(LETTER, RECORD, Policy(bears_secret=bears))
    assert (NEW.encode() in request.head) is bears


@pytest.mark.parametrize("secret, signs", [("current", NEW), ("first", OLD), ("of-the-event", OLD)])
def test_which_secret_signs_what_happened_before_it_was_changed(secret: Any, signs: str) -> None:
    request, fields = written(dataclasses.replace(LETTER, secret=OLD), RECORD, Policy(secret=secret))
    assert fields["X-Signature"] == hashed(signs, request.body)
    assert written(LETTER, RECORD, Policy(secret="of-the-event"))[1]["X-Signature"] == hashed(NEW, request.body)
