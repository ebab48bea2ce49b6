"""Only addresses to call in right requests of ours are looked at, and another reason of a refusal shows nothing."""

from __future__ import annotations

import pytest
from building import judge
from eventing import OURS, shown, subscribed
from rules.cases import called_back

INWARD = "https://10.0.0.1/x"


@pytest.mark.parametrize(
    "status, outcome", [(400, "conforms"), (422, "conforms"), (307, "inconclusive"), (429, "inconclusive")]
)
def test_both_rules_hear_an_answer_alike(status: int, outcome: str) -> None:
    assert judge("inward-callback/1", {}, called_back(INWARD, status)).outcome.value == outcome
    assert shown("callback-address/1", {"of": "inward"}, subscribed(INWARD, status)).startswith(outcome)


def test_who_calls_in_anothers_name_shows_nothing_and_our_own_address_is_exempt() -> None:
    other = subscribed(INWARD, identity="other-agency")
    assert shown("callback-address/1", {"of": "inward"}, other) == "inconclusive: nothing-seen"
    assert shown("callback-address/1", {"of": "inward"}, subscribed(OURS)) == "inconclusive: nothing-seen"
