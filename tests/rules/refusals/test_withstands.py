"""`withstands/1`: whatever is sent, the product neither fails nor stays silent."""

from __future__ import annotations

import pytest
from building import exchange, gist, judge, with_reply
from rules.cases import PROBLEM, read

from harness.evidence import Silence

RULE = "withstands/1"
HUNG = with_reply(read(), Silence(why="timeout"))
OTHER = exchange("GET", "/marks")


@pytest.mark.parametrize("status", [500, 501, 502, 503, 504])
def test_failures(status: int) -> None:
    assert gist(judge(RULE, {}, read(status=status, got={}))) == "violates: server-error"


def test_what_is_never_answered() -> None:
    finding = judge(RULE, {}, OTHER, HUNG, OTHER, HUNG)
    assert gist(finding) == "violates: never-answered"
    assert finding.violations[0].operation == "getNote"
    assert finding.violations[0].cites.count == 2


def test_what_got_lost_keeps_it_open() -> None:
    assert gist(judge(RULE, {}, OTHER, HUNG, OTHER)) == "inconclusive: no-answer"
    assert gist(judge(RULE, {}, OTHER, HUNG, HUNG)) == "inconclusive: no-answer"


def test_who_shows_no_certificate_may_be_met_by_silence() -> None:
    hung_up = with_reply(read(credential="without-certificate"), Silence(why="closed"))
    assert gist(judge(RULE, {}, hung_up, OTHER, hung_up)) == "conforms"


def test_another_partition_is_another_conversation() -> None:
    import msgspec

    from harness.evidence import ExchangeId

    later = [msgspec.structs.replace(x, id=ExchangeId("q", n)) for n, x in enumerate((OTHER, HUNG))]
    assert gist(judge(RULE, {}, OTHER, HUNG, OTHER, *later)) == "inconclusive: no-answer"


def test_refusals_are_fine() -> None:
    assert gist(judge(RULE, {}, read(status=404, got=PROBLEM))) == "conforms"
