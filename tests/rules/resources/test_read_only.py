"""What only the product sets is not set by others, whether the answer shows it or a later read."""

from __future__ import annotations

from building import exchange, judge, numbered
from rules.cases import created, forged, note, read

from harness.verdict import Outcome


def test_a_read_shows_what_the_answer_hid() -> None:
    silent = exchange("PATCH", "/notes/n1", {"text": "Forged.", "version": 99}, 204, b"", say={"ETag": '"2"'})
    for version, outcome in ((99, Outcome.VIOLATES), (2, Outcome.CONFORMS)):
        shown = numbered((created(), silent, read(got=note("Forged.", version))))
        finding = judge("read-only/1", {}, *shown)
        assert finding.outcome is outcome
    assert judge("read-only/1", {}, silent).outcome is Outcome.INCONCLUSIVE


def test_a_refusal_is_in_order() -> None:
    refused = exchange("PATCH", "/notes/n1", {"text": "Forged.", "version": 99}, 422, {"status": 422})
    assert judge("read-only/1", {}, refused).outcome is Outcome.CONFORMS


def test_what_was_not_tried_shows_nothing() -> None:
    assert judge("read-only/1", {}, created(), read()).because.code == "nothing-seen"


def test_the_member_is_named() -> None:
    assert judge("read-only/1", {}, forged(99)).because.params == {"pointer": "/version"}


def test_what_the_product_sets_by_itself_is_not_set_by_others() -> None:
    same = exchange(
        "PATCH", "/notes/n1", {"text": "Forged.", "version": 1}, 200, note("Forged.", 1), say={"ETag": '"2"'}
    )
    by_itself = judge("read-only/1", {}, *numbered((created(), same)))
    assert by_itself.because.code == "nothing-seen"
    assert judge("read-only/1", {}, *numbered((created(), forged(99)))).outcome is Outcome.VIOLATES
