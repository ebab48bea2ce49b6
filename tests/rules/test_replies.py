"""Which replies are asked for is told from the status alone."""

from __future__ import annotations

import msgspec
import pytest

from harness.rules.replies import Operations, Successful, Whole


@pytest.mark.parametrize(
    "status, whole, successful", [(None, False, False), (199, True, False), (200, True, True), (304, True, False)]
)
def test_the_status_tells(status: int | None, whole: bool, successful: bool) -> None:
    told = [kind(Operations(), None).heeds(status, usual) for kind in (Whole, Successful) for usual in (True, False)]  # type: ignore[arg-type]
    assert told == [whole, whole, successful, successful]


def test_none_given_is_all() -> None:
    kept = [Whole(msgspec.convert(given, Operations), None).operations for given in ({}, {"operations": ["a"]})]  # type: ignore[arg-type]
    assert kept == [None, {"a"}]
