"""When a message may come again is read from its answer, and a sign against the product cites all that shows it."""

from __future__ import annotations

from email.utils import formatdate

import pytest
from calling import lost, note
from tinyapi.bench import bundle

from harness.evidence import ExchangeId
from harness.reading import Reading
from harness.rules.attempts import A_SECOND, against, may_come_again


@pytest.mark.parametrize("said, until", [("2", 3), (formatdate(7, usegmt=True), 7), ("soon", 0), ("", 0)])
def test_retry_after_names_seconds_or_a_time(said: str, until: int) -> None:
    answered = note(status=429, say={"Retry-After": said} if said else {}, at=A_SECOND)
    assert may_come_again(Reading(answered, bundle().contract, "")) == until * A_SECOND


def test_what_was_not_answered_says_nothing() -> None:
    assert may_come_again(Reading(lost(), bundle().contract, "")) == 0


def test_a_sign_cites_each_attempt_once_and_the_one_that_shows_it_first() -> None:
    first, second = ExchangeId("p", 1), ExchangeId("p", 2)
    broke = against(second, "sent-again", "createNote", (first, second), waited=3)
    assert broke.cites == (second, first)
    assert (broke.cause, broke.operation, broke.because.params) == (
        "sent-again/createNote",
        "createNote",
        {"waited": 3},
    )
