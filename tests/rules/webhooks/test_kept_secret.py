"""`kept-secret/1`: what was issued once is shown by nothing else."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from eventing import ISSUED, NEW, OLD, event, read, rotated, shown, subscribed, told

from harness.evidence import Response


def asked(*exchanges: Any) -> str:
    operations = ["getClientSubscription", "updateClientSubscription"]
    return shown("kept-secret/1", {"issued": ISSUED, "operations": operations}, *exchanges)


def test_a_subscription_is_read_without_its_secret() -> None:
    assert asked(subscribed(), read()) == "conforms"
    assert asked(subscribed(), read(hmac={"keyId": "k"})) == "conforms"
    assert asked(subscribed(), read(hmac={"keyId": "k", "secret": "********"})) == "conforms"
    assert asked(read()) == "inconclusive: nothing-seen"


@pytest.mark.parametrize("more", [{"hmac": {"keyId": "k", "secret": OLD}}, {"note": f"key {OLD}"}])
def test_it_is_found_wherever_it_stands(more: dict[str, Any]) -> None:
    assert asked(subscribed(), read(**more)) == "violates: secret-shown"


@pytest.mark.parametrize("escaped", ["a\\/b\\u002Bc=", "a/b\\u002bc\\u003D", "a/b+c="])
def test_it_is_found_however_json_escapes_it(escaped: str) -> None:
    one = read(note="SECRET")
    assert isinstance(one.reply, Response)
    said = msgspec.structs.replace(one.reply, body=one.reply.body.replace(b"SECRET", escaped.encode()))
    read_again = msgspec.structs.replace(one, reply=said)
    assert asked(subscribed(secret="a/b+c="), read_again) == "violates: secret-shown"


def test_another_text_in_its_place_is_no_better() -> None:
    assert asked(subscribed(), read(hmac={"keyId": "k", "secret": NEW})) == "violates: secret-shown"


def test_neither_calls_nor_rotations_show_it() -> None:
    assert asked(subscribed(), told(event(note=OLD))) == "violates: secret-shown"
    assert asked(subscribed(), rotated(), read()) == "conforms"
    assert asked(subscribed(), rotated(), read(note=OLD)) == "violates: secret-shown"
