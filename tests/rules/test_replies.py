"""Which replies are asked for is told from the status alone."""

from __future__ import annotations

import msgspec
import pytest
from building import reading
from rules.cases import read

from harness.rules.replies import Operations, Successful, Whole, in_part, unchanged


@pytest.mark.parametrize(
    "status, whole, successful", [(None, False, False), (199, True, False), (200, True, True), (304, True, False)]
)
def test_the_status_tells(status: int | None, whole: bool, successful: bool) -> None:
    told = [kind(Operations(), None).heeds(status, usual) for kind in (Whole, Successful) for usual in (True, False)]  # type: ignore[arg-type]
    assert told == [whole, whole, successful, successful]


def test_none_given_is_all() -> None:
    kept = [Whole(msgspec.convert(given, Operations), None).operations for given in ({}, {"operations": ["a"]})]  # type: ignore[arg-type]
    assert kept == [None, {"a"}]


@pytest.mark.parametrize(
    "status, ask, answers",
    [
        (304, {"If-None-Match": '"1"'}, (True, False)),
        (304, {"If-Modified-Since": "Thu, 01 Jan 2026 00:00:00 GMT"}, (True, False)),
        (304, {}, (False, False)),
        (206, {"Range": "bytes=0-1"}, (False, True)),
        (416, {"Range": "bytes=0-1"}, (False, True)),
        (206, {}, (False, False)),
        (200, {"Range": "bytes=0-1", "If-None-Match": '"1"'}, (False, False)),
    ],
)
def test_what_was_asked_for_otherwise_is_answered_otherwise(
    status: int, ask: dict[str, str], answers: tuple[bool, bool]
) -> None:
    x = reading(read(status=status, ask=ask))
    assert (unchanged(x), in_part(x)) == answers
