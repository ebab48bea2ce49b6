"""Dates of ending are read as their standards write them, and no other way."""

from __future__ import annotations

import pytest
from building import exchange, judge
from rules.cases import marks

from harness.rules.wire.dated import deprecation, sunset
from harness.verdict import Outcome

SUNSET = "Sun, 01 Aug 2027 00:00:00 GMT"


@pytest.mark.parametrize("text", ["@1688169599", " @0 ", "@-1"])
def test_deprecations(text: str) -> None:
    assert deprecation(text) is not None


@pytest.mark.parametrize("text", ["true", "1688169599", "@", "@1.5", "@99999999999999999", SUNSET, "@٣", ""])
def test_no_deprecations(text: str) -> None:
    assert deprecation(text) is None


@pytest.mark.parametrize("text, holds", [(SUNSET, True), ("2027-08-01", False), ("", False), (SUNSET[:-4], False)])
def test_sunsets(text: str, holds: bool) -> None:
    assert (sunset(text) is not None) is holds


def test_what_cannot_be_read_is_against_the_product() -> None:
    finding = judge("dated/1", {}, marks("soon"))
    assert (finding.outcome, finding.because.params) == (Outcome.VIOLATES, {"header": "Sunset"})
    assert judge("dated/1", {}, marks(SUNSET, "true")).because.params == {"header": "Deprecation"}


def test_who_does_not_end_shows_nothing() -> None:
    finding = judge("dated/1", {}, exchange("GET", "/marks", b"", 200, {"marks": []}))
    assert finding.because.code == "nothing-seen"
