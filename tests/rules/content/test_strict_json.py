"""`strict-json/1`: the product's faults are told from the limits of whoever reads."""

from __future__ import annotations

import gzip

import pytest
from building import exchange, gist, judge
from rules.cases import PROBLEM, read

RULE = "strict-json/1"


@pytest.mark.parametrize(
    "body, why",
    [
        (b"\xef\xbb\xbf{}", "bom"),
        (b" ", "empty"),
        (b'{"a":"\xff"}', "encoding"),
        (b'{"a":1,}', "syntax"),
        (b"{'a':1}", "syntax"),
        (b'{"a":NaN}', "syntax"),
        (b'{"a":"\\ud800"}', "surrogate"),
        (b'{"a":{"b":1,"b":1}}', "duplicate_key"),
        (b"<html/>", "syntax"),
    ],
)
def test_what_is_no_strict_json(body: bytes, why: str) -> None:
    finding = judge(RULE, {}, read(got=body))
    assert gist(finding) == "violates: not-strict-json"
    assert finding.violations[0].because.params["why"] == why


@pytest.mark.parametrize(
    "body, code", [(b"[" * 300 + b"]" * 300, "unreadable"), (b'{"a":1e999}', "unreadable")], ids=["depth", "number"]
)
def test_what_only_exceeds_a_reader_is_unsure(body: bytes, code: str) -> None:
    assert gist(judge(RULE, {}, read(got=body))) == f"inconclusive: {code}"


def test_compressed_content() -> None:
    say = {"Content-Encoding": "gzip"}
    assert gist(judge(RULE, {}, read(got=gzip.compress(b"{}"), say=say))) == "conforms"
    assert gist(judge(RULE, {}, read(got=gzip.compress(b'{"a":1,"a":1}'), say=say))) == "violates: not-strict-json"
    assert gist(judge(RULE, {}, read(got=b"{}", say=say))) == "inconclusive: unreadable"
    bomb = gzip.compress(b" " * (17 << 20))
    assert gist(judge(RULE, {}, read(got=bomb, say=say))) == "inconclusive: content-too-large"


def test_only_what_calls_itself_json() -> None:
    assert gist(judge(RULE, {}, read(got=b"{", say={"Content-Type": "text/plain"}))) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, {}, read(got=b""))) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, {}, read(status=404, got=PROBLEM))) == "conforms"
    assert gist(judge(RULE, {}, exchange("GET", "/nowhere", b"", 404, b"{"))) == "violates: not-strict-json"
