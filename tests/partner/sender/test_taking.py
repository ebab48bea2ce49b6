"""How a reference product takes events is data, and what it is not told it does rightly."""

from __future__ import annotations

import msgspec
import pytest

from harness.partner.sender.taking import Taking


def test_who_is_told_nothing_has_no_vice() -> None:
    usual = Taking()
    assert (usual.checks, usual.remembers, usual.refuses) == ("content", "at-once", 401)
    assert usual.asks_for_signature
    assert usual.only_post
    assert usual.only_json


def test_what_nobody_knows_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"checks": "sometimes"}, Taking)
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"forgets": True}, Taking)
