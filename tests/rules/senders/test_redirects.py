"""`redirects/1`: nobody is followed to another host."""

from __future__ import annotations

from typing import Any

import pytest
from calling import called, note, shown

from harness.evidence import Footer


def away(location: str, status: int = 307, fault: str | None = "redirect-other-host") -> Any:
    return called("POST", "/notes", {}, status, say={"Location": location}, fault=fault)


def test_what_leads_away_is_not_followed() -> None:
    assert shown("redirects/1", {}, away("https://else.example.org/x"), note()) == "conforms"
    followed = note(to_party="elsewhere")
    assert shown("redirects/1", {}, away("https://else.example.org/x"), followed) == "violates: followed-elsewhere"


def test_that_nobody_is_followed_shows_where_it_was_listened_for() -> None:
    def judged(ended: int) -> str:
        footer = Footer(ended=ended * 1_000_000, stopped="finished", counts={})
        return shown("redirects/1", {"quiet": 5}, away("https://else.example.org/x"), footer=footer)

    assert judged(3) == "inconclusive: not-listened"
    assert judged(7) == "conforms"


def test_where_nobody_of_ours_listens_nothing_is_seen_not_to_come() -> None:
    of_a_product = away("https://else.example.org/x", fault=None)
    assert shown("redirects/1", {}, of_a_product, note()) == "inconclusive: nothing-seen"
    assert shown("redirects/1", {}, of_a_product, note(to_party="elsewhere")) == "violates: followed-elsewhere"


@pytest.mark.parametrize("location", ["/v1/other", "https://notes.example.org/other", ""])
def test_what_stays_here_shows_nothing(location: str) -> None:
    assert shown("redirects/1", {}, away(location), note()) == "inconclusive: nothing-seen"
