"""Sets of statuses are numbers and classes."""

from __future__ import annotations

import pytest

from harness.errors import ProfileError
from harness.rules.statuses import compile_statuses


def test_numbers_and_classes() -> None:
    within = compile_statuses((409, "2xx", "5XX"))
    assert [s for s in (200, 299, 300, 404, 409, 500, 599) if within(s)] == [200, 299, 409, 500, 599]


@pytest.mark.parametrize("text", ["409", "xx", "6xx", "0xx", "4x", "4xxx", "", "axx", "²xx"])
def test_what_is_no_set(text: str) -> None:
    with pytest.raises(ProfileError, match="is no set of statuses"):
        compile_statuses((text,))
