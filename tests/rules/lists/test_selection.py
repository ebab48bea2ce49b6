"""`selection/1` has a check for each way to ask for a part of a list, and no other."""

from __future__ import annotations

import pytest
from building import judge

from harness.errors import ProfileError
from harness.rules.lists.selection import CHECKS


def test_a_check_that_nobody_knows() -> None:
    with pytest.raises(ProfileError, match="no check 'smell'"):
        judge("selection/1", {"check": "smell"})


def test_the_checks() -> None:
    assert list(CHECKS) == ["filter", "case", "sort", "dates", "box", "interval"]
