"""`header/1`: header fields that the contract requires are there, and well-formed."""

from __future__ import annotations

import msgspec
from building import exchange, gist, judge
from rules.cases import created, read

from harness.evidence import Exchange, Redaction, Response

RULE = "header/1"
LOCATION = {"header": "location", "statuses": [201]}


def test_names_compare_in_any_case() -> None:
    assert gist(judge(RULE, LOCATION, created(say={"LOCATION": "/v1/notes/n1", "ETag": "1"}))) == "conforms"


def test_a_field_that_is_not_well_formed() -> None:
    finding = judge(RULE, LOCATION, created(say={"Location": "", "ETag": "1"}))
    assert gist(finding) == "violates: header"
    assert finding.violations[0].because.params == {"header": "location", "rule": "minLength"}


def test_replies_that_are_not_in_question() -> None:
    for x in (read(), created(status=200), exchange("GET", "/nowhere")):
        assert gist(judge(RULE, LOCATION, x)) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, {"header": "Age"}, read())) == "inconclusive: nothing-seen"


def test_other_fields_problems_are_not_this_one_s() -> None:
    assert gist(judge(RULE, LOCATION, created(say={"Location": "/v1/notes/n1"}))) == "conforms"


def test_a_field_that_was_overwritten_is_unknown() -> None:
    x = hidden(created(say={"Location": "", "ETag": "1"}))
    assert gist(judge(RULE, LOCATION, x)) == "inconclusive: redacted"


def hidden(x: Exchange) -> Exchange:
    reply = x.reply
    assert isinstance(reply, Response)
    at = reply.head.index(b"Location: ") + len(b"Location: ")
    gone = Redaction(part="reply.head", offset=at, length=0, marker="secret:set-cookie")
    return msgspec.structs.replace(x, redactions=(*x.redactions, gone))
