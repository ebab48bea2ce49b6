"""`agrees/1`: a thing that says of itself what its list does not is wrong, unless it may have changed."""

from __future__ import annotations

from typing import Any

import pytest
from building import gist, judge, overwritten
from featured import asked, judged
from rules.cases import exchange, listed, place, removed, replaced, seen

from harness.errors import ProfileError
from harness.evidence import Exchange

LABEL = {"members": ["/label"]}
COLLECTION = ("/collections", "/collections/posts", "/collections")
MEMBERS = {"members": ["/id", "/title", "/description", "/extent"], "operations": ["getCollections"]}


def said(*exchanges: Exchange, **with_: Any) -> str:
    return gist(judge("agrees/1", LABEL | with_, *exchanges))


def test_a_label_that_is_another() -> None:
    finding = judge("agrees/1", LABEL, listed("p1"), seen(label="Blue"), listed("p1"))
    assert gist(finding) == "violates: not-as-listed"
    assert finding.violations[0].minimal.ordinal == 1
    assert said(listed("p1"), seen()) == "conforms"


def test_what_may_have_changed_in_between() -> None:
    blue = place("p1", "Blue")
    assert said(listed("p1"), seen(label="Blue")) == "inconclusive: perhaps-changed"
    assert said(listed("p1"), seen(label="Blue"), listed(blue)) == "conforms"
    assert said(listed("p1"), seen(label="Blue"), listed(place("p1", "Red"))) == "inconclusive: perhaps-changed"
    assert said(listed("p1"), seen(label="Blue"), listed("p2")) == "inconclusive: perhaps-changed"


def test_what_was_written_by_us_in_between_is_compared_anew() -> None:
    assert said(listed("p1"), replaced("Blue"), seen(label="Blue"), listed("p1")) == "inconclusive: nothing-seen"
    assert said(listed("p1"), seen(label="Blue"), removed(), listed("p1")) == "inconclusive: nothing-seen"


@pytest.mark.parametrize(
    "alone, outcome",
    [
        ({"lat": 51.50}, "conforms"),
        ({"lat": "51.5"}, "violates: not-as-listed"),
        ({"note": None}, "conforms"),
        ({"note": ""}, "violates: not-as-listed"),
    ],
)
def test_values_are_compared_as_json(alone: dict[str, Any], outcome: str) -> None:
    both = {"members": ["/lat", "/note"]}
    assert said(listed("p1"), seen(got=place() | alone), listed("p1"), **both) == outcome


def test_a_name_that_is_listed_twice_may_be_either() -> None:
    twice = listed("p1", place("p1", "Blue"))
    assert said(twice, seen(label="Blue"), twice) == "conforms"
    assert said(twice, seen(label="Red"), twice) == "violates: not-as-listed"


def test_lists_and_things_that_are_asked_for_in_part_are_left_alone() -> None:
    narrow = listed(place("p1", "Gre"), query="?kind=road")
    assert said(narrow, seen(), narrow) == "inconclusive: nothing-seen"
    part = exchange("GET", "/places/p1?fields=label", b"", 200, place("p1", "Blue"))
    assert said(listed("p1"), part, listed("p1")) == "inconclusive: nothing-seen"


def test_only_elements_that_a_query_finds() -> None:
    shown = (listed("p1"), seen(label="Blue"), listed("p1"))
    assert said(*shown, only="$[?@ == 'road']") == "violates: not-as-listed"
    assert said(*shown, only="$[?@ == 'house']") == "inconclusive: nothing-seen"


@pytest.mark.parametrize("defect, outcome", [("", "conforms"), ("few-members", "conforms")])
def test_collections(defect: str, outcome: str) -> None:
    assert gist(judged("agrees/1", MEMBERS, *asked(*COLLECTION, defect=defect))) == outcome


def test_a_collection_of_another_extent_shows_where() -> None:
    found = judged("agrees/1", MEMBERS, *asked(*COLLECTION, defect="collection-of-another-extent"))
    assert found.because.params == {"pointer": "/extent", "name": "posts"}


def test_members_have_to_be_named() -> None:
    with pytest.raises(ProfileError, match="no members"):
        judge("agrees/1", {"members": []}, listed("p1"))


def test_what_neither_says_or_was_taken_out_shows_nothing() -> None:
    bare = {name: value for name, value in place().items() if name != "label"}
    assert said(listed(bare), seen(got=bare)) == "inconclusive: nothing-seen"
    assert said(listed("p1"), overwritten(seen(), "/label")) == "inconclusive: nothing-seen"
