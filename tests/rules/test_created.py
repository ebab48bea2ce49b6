"""`created/1`: a 201 tells where what was created is."""

from __future__ import annotations

from building import exchange, gist, judge
from rules.cases import place, placed

RULE = "created/1"
NAMELESS = {"label": "Green", "kind": "road"}


def test_in_location_or_in_the_content() -> None:
    assert gist(judge(RULE, {}, placed(got=NAMELESS, say={"Location": "/v1/places/p1"}))) == "conforms"
    assert gist(judge(RULE, {}, placed(got=place()))) == "conforms"
    assert gist(judge(RULE, {}, placed(got=NAMELESS))) == "violates: created-nowhere"
    assert gist(judge(RULE, {}, placed(got=b""))) == "violates: created-nowhere"


def test_only_what_was_created() -> None:
    assert gist(judge(RULE, {}, placed(got=NAMELESS, status=202))) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, {}, exchange("POST", "/notes/n1/closure", b"", 201))) == "inconclusive: nothing-seen"
