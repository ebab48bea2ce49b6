"""A stranger is refused what another made, or it was seen; what hides that shows nothing."""

from __future__ import annotations

import pytest
from building import reading
from rules.cases import read

from harness.evidence import ExchangeId
from harness.rules.base import Broke, Passed, Unsure
from harness.rules.security.strangers import turned_away

MADE = ExchangeId("p", 0)


@pytest.mark.parametrize(
    "status, sign",
    [(404, Passed), (403, Passed), (200, Broke), (500, Broke), (400, Unsure), (429, Unsure), (401, Unsure)],
)
def test_only_a_refusal_passes_and_only_an_answer_breaks(status: int, sign: type) -> None:
    given = turned_away(reading(read(status=status)), MADE, lambda found: found in (403, 404))
    assert isinstance(given, sign)
    if isinstance(given, Broke):
        assert MADE in given.cites
