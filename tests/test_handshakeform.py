"""A handshake comes back as it was written."""

from __future__ import annotations

import json
from typing import Any

import pytest
import strategies
from hypothesis import given

from harness import handshakeform
from harness.evidence import ExchangeId, Handshake


@given(strategies.handshakes)
def test_it_comes_back(handshake: Handshake) -> None:
    written = json.loads(json.dumps(handshakeform.plain(handshake)))
    assert handshakeform.read(written, handshake.id) == handshake


def test_what_is_as_usual_is_not_said() -> None:
    one = Handshake(id=ExchangeId("tls", 0), to_party="product", host="a.example.org", chain=(b"\x30",))
    assert handshakeform.plain(one) == {"to_party": "product", "host": "a.example.org", "chain": ["MA=="]}


@pytest.mark.parametrize("value", [{"to_party": "product", "port": "x"}, {"to_party": "product", "chain": ["?"]}, {}])
def test_what_is_none_is_refused(value: dict[str, Any]) -> None:
    with pytest.raises((ValueError, TypeError, KeyError)):
        handshakeform.read(value, ExchangeId("tls", 0))
