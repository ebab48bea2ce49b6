"""A host plays what it is told while it serves, and keeps a clock that is ahead to the call that it is played on."""

from __future__ import annotations

import time
from datetime import datetime

from partner_client import MOCK, Client

from harness.partner.faults.choosing import written
from harness.partner.host import prepared, served


def test_faults_are_changed_while_it_serves() -> None:
    host = prepared(MOCK, (), 1, time.time)
    with served(host) as partner, Client(partner) as client:
        assert client.get("/agencies").status_code == 200
        host.plays([written("gone", {})])
        assert client.get("/agencies").status_code == 410
        host.plays([])
        assert client.get("/agencies").status_code == 200


def test_a_clock_that_is_ahead_dates_what_is_recorded() -> None:
    host = prepared(MOCK, (), 1, time.time)
    host.plays([written("clock-skew:createIncident:1", {})])
    with served(host) as partner, Client(partner) as client:
        ahead, right = (client.get(client.create()).json()["recordedAt"] for _ in range(2))
    assert 500 < (datetime.fromisoformat(ahead) - datetime.fromisoformat(right)).total_seconds() <= 600
