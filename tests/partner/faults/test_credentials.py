"""What signed in no longer does, and signing in again helps."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from fault_turns import NOW, fault, turn
from partner_client import MOCK, Client

from harness.partner.authority import Refused
from harness.partner.call import Reply
from harness.partner.faults.base import Turn
from harness.partner.faults.choosing import written
from harness.partner.faults.credentials import Flaw
from harness.partner.host import running
from harness.partner.identity.flaws import FLAWS
from harness.partner.recording import Taken

FORM = {"content-type": "application/x-www-form-urlencoded"}


def asked(one: Turn) -> Reply:
    return one.authority.token(FORM, b"grant_type=client_credentials&client_id=a&client_secret=s", NOW)


def bearer(reply: Reply) -> str:
    return f"Bearer {json.loads(reply.body)['access_token']}"


def test_a_token_is_refused_as_run_out() -> None:
    reply = fault("expired-token").instead(turn())
    assert reply is not None
    assert reply.status == 401
    assert 'error="invalid_token"' in (reply.header("WWW-Authenticate") or "")


def test_tokens_of_before_are_nobodys_and_new_ones_are_good() -> None:
    one = turn()
    before = bearer(asked(one))
    assert not isinstance(one.authority.identify(before, NOW), Refused)
    fault("rotated-secret").begin(one)
    assert isinstance(one.authority.identify(before, NOW), Refused)
    assert not isinstance(one.authority.identify(bearer(asked(one)), NOW), Refused)


def test_a_key_that_was_taken_over_from_may_stay_for_a_while() -> None:
    one = turn()
    before = bearer(asked(one))
    fault("rotated-key", overlap=10).begin(one)
    assert not isinstance(one.authority.identify(before, NOW + 9), Refused)
    assert isinstance(one.authority.identify(before, NOW + 10), Refused)


@pytest.mark.parametrize("flaw", FLAWS)
def test_a_bad_token_looks_like_a_good_answer_and_is_known_by_its_fault(flaw: str) -> None:
    one = replace(turn(), name="odd-token")
    good = asked(one)
    spoilt = fault("bad-token", flaw=flaw).spoilt(good, one)
    assert json.loads(spoilt.body).keys() == json.loads(good.body).keys()
    assert isinstance(one.authority.identify(bearer(spoilt), NOW), Refused)
    assert one.authority.fault_of(bearer(spoilt)) == "odd-token"


def test_every_flaw_can_be_played() -> None:
    assert set(Flaw.__args__) == set(FLAWS)


def test_a_refusal_has_no_token_to_spoil() -> None:
    refusal, kinds = Reply(status=401, body=b"{}"), ("bad-token", "no-token", "short-lived-token")
    assert all(fault(kind).spoilt(refusal, turn()) is refusal for kind in kinds)


def test_a_token_that_ends_at_once_and_none_at_all() -> None:
    one = turn()
    assert json.loads(fault("short-lived-token", seconds=2).spoilt(asked(one), one).body)["expires_in"] == 2
    assert "access_token" not in json.loads(fault("no-token").spoilt(asked(one), one).body)


def test_a_call_that_bears_a_bad_token_is_refused_and_kept_with_the_fault_that_made_it() -> None:
    kept: list[Taken] = []
    with running(MOCK, keep=kept.append, faults=[written("bad-token", {})]) as partner, Client(partner) as client:
        assert client.get("/agencies").status_code == 401
    assert [(one.operation, one.fault) for one in kept] == [("token", "bad-token"), ("listAgencies", "bad-token")]
