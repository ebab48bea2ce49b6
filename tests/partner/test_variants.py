"""A partner may decide otherwise and still keep its description."""

from __future__ import annotations

import time
from typing import Any

import pytest
from partner_client import MOCK, Client

from harness.errors import MockError
from harness.partner.host import prepared, served
from harness.partner.script import read
from harness.partner.variants import list_variants, varied


def test_what_is_shipped_can_be_played() -> None:
    known = list_variants(read(MOCK))
    assert set(known) == {"changes-meanwhile", "declares-major", "offers", "rejects", "silent"}
    for name in known:
        assert varied(MOCK, name)[0].validates
    assert list_variants(read("reference-records")) == {}
    with pytest.raises(MockError, match="no variant 'reject'"):
        varied(MOCK, "reject")


def test_it_is_changed_while_the_partner_serves() -> None:

    host = prepared(MOCK, (), 1, time.time)

    def statuses(entries: list[dict[str, Any]]) -> set[str]:
        return {entry["status"] for entry in entries}

    with served(host) as partner, Client(partner) as client:
        host.decides("rejects")
        found = client.until(f"{client.create()}/acknowledgements", lambda entries: len(entries) == 2)
        assert statuses(found) == {"received", "rejected"}
        assert all(entry["reason"] for entry in found if entry["status"] == "rejected")
        host.decides("")
        found = client.until(f"{client.create()}/acknowledgements", lambda entries: len(entries) == 2)
        assert statuses(found) == {"received", "accepted"}
