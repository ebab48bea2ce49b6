"""`head/1`: HEAD answers as GET would, without content."""

from __future__ import annotations

import msgspec
import pytest
from building import exchange, gist, judge

from harness.evidence import Partial

RULE = "head/1"


def test_content_after_head_is_seen_although_the_answer_is_not_whole() -> None:
    x = exchange("HEAD", "/notes/n1")
    beyond = Partial(why="malformed", status=200, head=x.reply.head, body=b"{}")  # type: ignore[union-attr]
    finding = judge(RULE, {}, msgspec.structs.replace(x, reply=beyond))
    assert gist(finding) == "violates: head-with-content"


@pytest.mark.parametrize("status", [401, 403, 404, 429, 503])
def test_a_status_with_another_reason_hides_it(status: int) -> None:
    x = exchange("HEAD", "/notes/n1", b"", status, say={"Retry-After": "1"})
    assert gist(judge(RULE, {}, x)) == "inconclusive: hidden-by-status"
    assert gist(judge(RULE, {}, x, exchange("HEAD", "/notes/n1"))) == "conforms"


@pytest.mark.parametrize("status", [400, 405, 500, 501])
def test_head_is_refused(status: int) -> None:
    assert gist(judge(RULE, {}, exchange("HEAD", "/notes/n1", b"", status))) == "violates: head-refused"


def test_only_paths_that_take_get() -> None:
    assert gist(judge(RULE, {}, exchange("HEAD", "/notes", b"", 405))) == "inconclusive: nothing-seen"
    with_ = {"operations": ["listWords"]}
    assert gist(judge(RULE, with_, exchange("HEAD", "/notes/n1", b"", 405))) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, with_, exchange("HEAD", "/words?limit=2"))) == "conforms"
    assert gist(judge(RULE, {}, exchange("GET", "/notes/n1", b"", 405))) == "inconclusive: nothing-seen"
