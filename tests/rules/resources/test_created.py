"""`created/1`: a 201 tells where what was created is."""

from __future__ import annotations

from typing import Any

import pytest
from building import exchange, gist, judge
from rules.cases import place, placed

from harness.rules.resources.created import named_somewhere

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


@pytest.mark.parametrize(
    "content, expected",
    [
        ({"id": "p1"}, True),
        ({"data": {"id": "p1"}, "permissions": {}}, True),
        ({"data": {"deep": {"id": "p1"}}}, False),
        ({"id": ""}, False),
        ({"name": "Green"}, False),
        ({"message": "Created."}, False),
        ([{"id": "p1"}], False),
    ],
)
def test_a_name_in_an_envelope_that_the_description_is_silent_about(content: Any, expected: bool) -> None:
    assert named_somewhere(content) is expected
