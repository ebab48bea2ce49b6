"""The identifier that was sent comes back, in whatever field; where none was sent, nothing is asked."""

from __future__ import annotations

from building import judge
from rules.cases import PLACE, THREAD, created

from harness.verdict import Outcome


def test_another_field_will_do() -> None:
    (value,) = THREAD.values()
    assert judge("echo/1", {}, created(ask=THREAD, say=PLACE | {"Request-Id": value})).outcome is Outcome.CONFORMS


def test_another_value_will_not() -> None:
    finding = judge("echo/1", {}, created(ask=THREAD, say=PLACE | {"Correlation-Id": "another"}))
    assert (finding.outcome, finding.because.params) == (Outcome.VIOLATES, {"header": "correlation-id"})


def test_nothing_sent_nothing_asked() -> None:
    assert judge("echo/1", {}, created()).because.code == "nothing-seen"


def test_who_is_busy_or_was_asked_wrongly_need_not_answer_so() -> None:
    finding = judge("echo/1", {}, created(text="", ask=THREAD, status=422, got={"status": 422}, say={}))
    assert finding.because.code == "nothing-seen"
    assert judge("echo/1", {}, created(ask=THREAD, status=429, got={"status": 429}, say={})).failed == 0


def test_an_identifier_that_no_product_need_take_may_be_replaced() -> None:
    (name,) = THREAD
    for odd in ("é", "x" * 65, "a b"):
        finding = judge("echo/1", {}, created(ask={name: odd}, say=PLACE | {"Correlation-Id": "another"}))
        assert finding.because.code == "nothing-seen"


def test_a_failure_that_bears_it_shows_nothing() -> None:
    failed = created(ask=THREAD, status=500, got={"status": 500}, say=dict(THREAD))
    assert judge("echo/1", {}, failed).because.code == "nothing-seen"
