"""Coverage that a whole run lost stops; what a run did not reach leaves it open."""

from __future__ import annotations

import pytest
from histories import LATE, part, snapshot

from harness.declaration import Gate
from harness.gate.about_coverage import of_coverage

BEFORE = snapshot(run="main")
SILENT = part(answered={"linkNote": 0})


@pytest.mark.parametrize(
    "after, weight",
    [
        (snapshot(SILENT), "stops"),
        (snapshot(SILENT, stopped="limit: max_minutes"), "leaves open"),
        (snapshot(part(answered={"linkNote": 0}, limited=True)), "leaves open"),
        (snapshot(part(claimed=("notes",)), stopped="limit: max_minutes"), "stops"),
    ],
)
def test_what_is_lost_and_what_was_not_reached(after: object, weight: str) -> None:
    found = list(of_coverage(BEFORE, after, Gate()))  # type: ignore[arg-type]
    assert found[0].weight.value == weight


@pytest.mark.parametrize("allowed, weight", [(None, "is said"), (2.0, "stops"), (2.6, "is said"), (4.0, "is said")])
def test_only_a_whole_spread_above_what_is_allowed_stops(allowed: float | None, weight: str) -> None:
    found = list(of_coverage(BEFORE, snapshot(part(timing=LATE)), Gate(slower_above=allowed)))
    assert {(r.code, r.weight.value) for r in found} == {("slower", weight)}


def test_what_is_as_fast_as_before_is_not_mentioned() -> None:
    assert list(of_coverage(BEFORE, snapshot(), Gate(slower_above=1))) == []
