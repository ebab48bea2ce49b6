"""`client-certificate/1`: a refusal counts where the way is open to who has the key."""

from __future__ import annotations

import pytest
from building import gist, judge
from rules.cases import read

from harness.evidence import Exchange, Silence

RULE = "client-certificate/1"
SHOWN = {"certificate": "shown"}


def without(status: int = 200, **rest: object) -> Exchange:
    return read(credential="without-certificate", status=status, got={"status": status}, **rest)


@pytest.mark.parametrize(
    "status, said",
    [
        (401, "conforms"),
        (403, "conforms"),
        (400, "conforms"),
        (496, "conforms"),
        (200, "violates: served-without-certificate"),
        (500, "violates: not-a-refusal"),
        (404, "inconclusive: hidden-by-status"),
        (429, "inconclusive: hidden-by-status"),
    ],
)
def test_by_http(status: int, said: str) -> None:
    assert gist(judge(RULE, {}, read(facts=SHOWN), without(status))) == said


def test_by_tls_only_where_it_comes_about_with_the_certificate() -> None:
    silent = without(reply=Silence(why="tls"))
    assert gist(judge(RULE, {}, read(facts=SHOWN), silent)) == "conforms"
    assert gist(judge(RULE, {}, silent, read(facts=SHOWN))) == "inconclusive: no-answer"
    assert gist(judge(RULE, {}, read(), silent)) == "inconclusive: no-answer"
    assert gist(judge(RULE, {}, read(facts=SHOWN), without(reply=Silence(why="timeout")))) == "inconclusive: no-answer"


def test_another_certificate_may_be_what_is_wrong() -> None:
    other = read(credential="other-certificate")
    assert gist(judge(RULE, {}, read(facts=SHOWN), other)) == "inconclusive: nothing-seen"
    finding = judge(RULE, {"credentials": ["other-certificate"]}, read(facts=SHOWN), other)
    assert gist(finding) == "violates: served-without-certificate"
