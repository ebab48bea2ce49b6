"""What signed in no longer does, and signing in again helps."""

from __future__ import annotations

import json

from fault_turns import NOW, fault, turn

from harness.partner.authority import Refused


def test_a_token_is_refused_as_run_out() -> None:
    reply = fault("expired-token").instead(turn())
    assert reply is not None
    assert reply.status == 401
    assert 'error="invalid_token"' in (reply.header("WWW-Authenticate") or "")


def test_tokens_of_before_are_nobodys_and_new_ones_are_good() -> None:
    one = turn()

    def signed() -> str:
        form = b"grant_type=client_credentials&client_id=a&client_secret=s"
        reply = one.authority.token({"content-type": "application/x-www-form-urlencoded"}, form, NOW)
        return f"Bearer {json.loads(reply.body)['access_token']}"

    before = signed()
    assert not isinstance(one.authority.identify(before, NOW), Refused)
    fault("rotated-secret").begin(one)
    assert isinstance(one.authority.identify(before, NOW), Refused)
    assert not isinstance(one.authority.identify(signed(), NOW), Refused)
