"""Shows what the shapes of a run say by themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.gather.checks import Check
from harness.gather.orders import Gathered


@pytest.mark.parametrize(
    "checks, blocked",
    [
        ((), None),
        ((Check(name="a", ok=True, blocks=True), Check(name="b", ok=False)), None),
        ((Check(name="a", ok=False), Check(name="b", ok=False, blocks=True)), "b"),
    ],
)
def test_what_kept_the_plan_from_beginning(checks: tuple[Check, ...], blocked: str | None) -> None:
    gathered = Gathered(
        folder=Path(), evidence=Path(), stopped="finished", checks=checks, counts={}, left=(), skipped={}, faults=()
    )
    assert (gathered.blocked.name if gathered.blocked else None) == blocked
