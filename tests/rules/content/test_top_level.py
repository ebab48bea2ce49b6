"""`top-level/1`: JSON content is an object at its top level."""

from __future__ import annotations

from typing import Any

import pytest
from building import exchange, gist, judge
from rules.cases import read

RULE = "top-level/1"


@pytest.mark.parametrize(
    "got, said", [([], "a list"), (b"7", "a bare value"), (b'"a"', "a bare value"), (b"null", "a bare value")]
)
def test_what_is_no_object(got: Any, said: str) -> None:
    finding = judge(RULE, {}, exchange("GET", "/marks", b"", 200, got))
    assert gist(finding) == "violates: no-object"
    assert finding.because.params == {"got": said}


def test_only_successes_with_json() -> None:
    assert gist(judge(RULE, {}, read(status=404, got=[]))) == "inconclusive: nothing-seen"
    text = {"Content-Type": "text/plain"}
    assert gist(judge(RULE, {}, exchange("GET", "/marks", b"", 200, [], say=text))) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, {}, exchange("HEAD", "/marks"))) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, {}, exchange("GET", "/marks", b"", 200, b"{"))) == "inconclusive: nothing-seen"


def test_only_the_operations_that_are_named() -> None:
    x = exchange("GET", "/marks", b"", 200, [])
    assert gist(judge(RULE, {"operations": ["listWords"]}, x)) == "inconclusive: nothing-seen"
