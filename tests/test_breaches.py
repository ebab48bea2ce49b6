"""What is cited is bounded, and shown by the smallest request."""

from __future__ import annotations

from building import requirement
from test_tally import at, finding, passed

from harness.breaches import PIECE
from harness.rules.base import Passed
from harness.tally import Tally
from harness.verdict import CITED


def test_citations_are_the_first_a_count_and_a_digest_of_all() -> None:
    few, many = finding(*map(passed, range(CITED))), finding(*map(passed, range(3 * PIECE + 1)))
    assert few.cites.first == many.cites.first == tuple(map(at, range(CITED)))
    assert (few.cites.count, many.cites.count) == (CITED, 3 * PIECE + 1)
    assert few.cites.digest != many.cites.digest
    assert many.cites == finding(*map(passed, range(3 * PIECE + 1))).cites


def test_no_more_than_a_piece_of_names_is_held_at_once() -> None:
    tally = Tally(requirement())
    held = 0
    for number in range(3 * PIECE):
        tally.take(passed(number))
        held = max(held, len(tally._shown._pending) + len(tally._shown.first))
    assert held < PIECE + CITED
    assert PIECE <= 32  # of each of some hundred requirements, and of each way in which one was not met


def test_one_exchange_that_is_cited_often_is_named_once() -> None:
    found = finding(*(Passed((at(number), at(0))) for number in range(1, 4)))
    assert found.cites.first == (at(0), at(1), at(2), at(3))
    assert found.cites.count == 6
