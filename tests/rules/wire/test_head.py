"""`head/1`: HEAD answers as GET would, without content."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import described
import msgspec
import pytest
from building import exchange, gist, judge
from described import contract_of, document

from harness.evidence import Partial
from harness.rules.base import World
from harness.rules.wire.head import KIND

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


def test_an_encoded_slash_may_make_it_another_path() -> None:
    assert gist(judge(RULE, {}, exchange("HEAD", "/notes/..%2Fn1", b"", 405))) == "inconclusive: hidden-by-status"
    assert gist(judge(RULE, {}, exchange("HEAD", "/notes/..%2Fn1"))) == "conforms"


def test_what_is_refused_everywhere_is_one_cause() -> None:
    finding = judge(
        RULE, {}, *(exchange("HEAD", path, b"", 405, ordinal=n) for n, path in enumerate(("/notes/n1", "/words")))
    )
    assert {v.cause for v in finding.violations} == {"head-refused/405"}
    assert {v.operation for v in finding.violations} == {"getNote", "listWords"}


def test_what_get_is_answered_as_well_is_a_matter_of_its_own() -> None:
    crashes = exchange("GET", "/notes/n1", b"", 500), exchange("HEAD", "/notes/n1", b"", 500, ordinal=1)
    assert gist(judge(RULE, {}, *crashes)) == "inconclusive: hidden-by-status"
    elsewhere = exchange("GET", "/words", b"", 500), exchange("HEAD", "/notes/n1", b"", 500, ordinal=1)
    assert gist(judge(RULE, {}, *elsewhere)) == "violates: head-refused"


@pytest.mark.parametrize("status", [304, 406, 412, 416])
def test_who_asks_otherwise_is_answered_otherwise(status: int) -> None:
    assert gist(judge(RULE, {}, exchange("HEAD", "/notes/n1", b"", status))) == "inconclusive: hidden-by-status"


def test_what_get_asks_for_is_asked_of_head_too() -> None:
    parameters = [{"name": "q", "in": "query", "required": True, "schema": {"type": "string"}}]
    parameters += [{"name": "X-Id", "in": "header", "required": True, "schema": {"type": "string"}}]
    get = {"parameters": parameters, "responses": {"200": {"description": ""}}}
    contract = contract_of(document({"/a": {"get": get}}))

    def said(target: str, *fields: str) -> str:
        x = described.reading(contract, described.request("HEAD", target, *fields), described.response(400))
        _, (sign,) = KIND.watch(KIND.Params(), cast(World, SimpleNamespace(contract=contract))).step(None, x)
        return type(sign).__name__

    assert [said("/a"), said("/a?q=1"), said("/a?q=1", "X-Id: 7")] == ["Unsure", "Unsure", "Broke"]
