"""`media-type/1`: content is what it is documented to be."""

from __future__ import annotations

import pytest
from building import TARGET, exchange, gist, judge
from described import one_operation
from rules.cases import PROBLEM, closed, read

from harness.reading import Reading
from harness.rules.base import shared_cause
from harness.rules.content.media_type import sound

RULE = "media-type/1"


@pytest.mark.parametrize(
    "content_type, expected",
    [
        ("application/json", "conforms"),
        ("application/json; charset=utf-8", "conforms"),
        ('application/json; charset="UTF-8"', "conforms"),
        ("application/json; charset=iso-8859-1", "violates: charset"),
        ("application/problem+json", "violates: undocumented-media-type"),
        ("text/plain", "violates: media-type"),
        ("", "violates: media-type"),
    ],
)
def test_the_type_and_its_character_set(content_type: str, expected: str) -> None:
    assert gist(judge(RULE, {}, read(say={"Content-Type": content_type}))) == expected


def test_content_that_did_not_come() -> None:
    assert gist(judge(RULE, {}, read(got=b""))) == "violates: no-content"


def test_replies_without_documented_content_show_nothing() -> None:
    for x in (closed(), exchange("HEAD", "/notes/n1"), exchange("GET", "/nowhere", b"", 200, {}), read(status=204)):
        assert gist(judge(RULE, {}, x)) == "inconclusive: nothing-seen"


def test_only_the_statuses_in_question() -> None:
    wrong = read(status=404, got=PROBLEM, say={"Content-Type": "text/plain"})
    assert gist(judge(RULE, {"statuses": ["2xx"]}, wrong)) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, {}, wrong)) == "violates: media-type"


def test_what_a_web_server_says_by_itself() -> None:
    page = {"say": {"Content-Type": "text/html"}, "got": b"<h1>Too long</h1>"}
    assert gist(judge(RULE, {}, read(status=414, **page))) == "inconclusive: hidden-by-status"


def test_json_that_is_none_is_no_gap_of_the_description() -> None:
    other = read(got=b"<a/>", say={"Content-Type": "application/ld+json"})
    assert gist(judge(RULE, {}, other)) == "violates: media-type"


@pytest.mark.parametrize("form, expected", [("html", True), ("json", False)])
def test_a_form_that_the_description_offers_and_was_asked_for(form: str, expected: bool) -> None:
    offered = {"name": "f", "in": "query", "schema": {"enum": ["json", "html"]}}
    said = {"200": {"description": "", "content": {"application/json": {}}}}
    contract = one_operation({"parameters": [offered], "responses": said}, method="get")
    page = exchange("GET", f"/things?f={form}", b"", 200, b"<h1>Things</h1>", say={"Content-Type": "text/html"})
    assert sound(Reading(page, contract, TARGET)) is expected
    assert (shared_cause(Reading(page, contract, TARGET)) == "") is expected


@pytest.mark.parametrize(
    "accept, target, expected",
    [
        ("application/json", "/notes/n1", "violates: media-type"),
        ("application/json, text/html", "/notes/n1", "inconclusive: nothing-seen"),
        ("application/json", "/notes/n1?f=html", "inconclusive: nothing-seen"),
    ],
)
def test_who_accepts_several_or_asks_for_another_form_leaves_the_choice(
    accept: str, target: str, expected: str
) -> None:
    page = exchange("GET", target, b"", 200, b"<p>", ask={"Accept": accept}, say={"Content-Type": "text/plain"})
    assert gist(judge(RULE, {"accept": "application/json", "unless": "f"}, page)) == expected
