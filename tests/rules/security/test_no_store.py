"""Answers with personal data stay out of shared caches; which those are, the description tells."""

from __future__ import annotations

import pytest
from building import judge
from rules.cases import comments, read

from harness.verdict import Outcome


@pytest.mark.parametrize(
    "said, outcome",
    [("no-store", "conforms"), ("private, max-age=60", "conforms"), ("No-Store", "conforms"), ("no-cache", "violates"),
     ("public, max-age=60", "violates")],
)  # fmt: skip
def test_directives(said: str, outcome: str) -> None:
    assert judge("no-store/1", {}, comments("One.", say={"Cache-Control": said})).outcome.value == outcome


def test_what_holds_no_personal_data_is_asked_nothing() -> None:
    finding = judge("no-store/1", {}, read())
    assert (finding.outcome, finding.because.code) == (Outcome.INCONCLUSIVE, "nothing-seen")
