"""Texts of national identifiers are drawn alike in every run, right or wrong as they should be."""

from __future__ import annotations

import pytest

from harness.formats import IDENTIFIERS
from harness.gather.cases.registers import DRAWN, drawn


@pytest.mark.parametrize("name", IDENTIFIERS)
def test_right_ones_hold_and_each_mistake_has_one(name: str) -> None:
    one = IDENTIFIERS[name]
    good, bad = DRAWN[name]
    assert good
    assert all(map(one.holds, good))
    assert len(bad) == len(one.wrong)
    assert not any(map(one.holds, bad))
    assert drawn(name, one) == (good, bad)
