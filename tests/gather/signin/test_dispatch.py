"""A request goes out with the credential that it is given, and evidence says with which."""

from __future__ import annotations

import pytest
from miniatures import hostile
from wire_client import wire_to

from harness.evidence import ExchangeId
from harness.gather.identity.carrier import Credential
from harness.gather.signin.dispatch import Dispatch

OK = hostile.says(hostile.reply(b"{}"))
SIGNED = Credential(headers=(("Authorization", "Bearer secret-of-ours"),), facts={"credential": "genuine"})


def sent(*fields: tuple[str, str], identity: str = "own-agency") -> tuple[bytes, list[dict[str, str]], str]:
    """Return the field that the product got, the facts that are kept, and the identity that is."""
    with hostile.serving(OK) as server, wire_to(server.base_url) as (wire, journal):
        once = Dispatch(wire, wire.partition("p"), "GET", "/", fields, b"", identity, "p", "asked")
        again = once.send(SIGNED, 2, ExchangeId(partition="p", ordinal=7))
        assert (again.attempt, str(again.caused_by)) == (2, "p#7")
        head = server.requests[0].partition(b"\r\n\r\n")[0]
    found = [line for line in head.split(b"\r\n") if line.lower().startswith(b"authorization:")]
    facts = [it.facts for it in journal.kept[0].redactions if it.facts]
    return found[0].partition(b": ")[2], facts, journal.kept[0].identity


def test_it_is_signed_and_says_so() -> None:
    assert sent() == (b"Bearer secret-of-ours", [{"credential": "genuine"}], "own-agency")


def test_what_signs_for_itself_is_left_alone() -> None:
    assert sent(("authorization", "Custom abc")) == (b"Custom abc", [], "own-agency")


@pytest.mark.parametrize("name", ["none", "absent"])
def test_nobody_is_called_none(name: str) -> None:
    assert sent(identity=name)[2] == "none"
