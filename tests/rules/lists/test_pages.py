"""`pages/1`: each element once, none left out, the total true, no page too long; for every way of going on."""

from __future__ import annotations

from typing import Any

import pytest
from building import FINISHED, context, exchange, gist, judge, numbered, profile_of, requirement, subject
from described import contract_of, document
from records import CONTRACT
from rules.cases import listed, place, placed, removed

from harness.adjudicate import adjudicate
from harness.errors import ProfileError
from harness.evidence import Evidence, Exchange

WALK, TOTAL, SIZE = {"check": "walk"}, {"check": "total"}, {"check": "size"}


def walked(*pages: tuple[str, ...], total: int = 3) -> list[Exchange]:
    """Return a walk by offset with pages of two."""
    found, offset = [], 0
    for page in pages:
        found.append(listed(*page, query=f"?limit=2&offset={offset}" if offset else "?limit=2", total=total))
        offset += len(page)
    return found


def test_a_whole_walk() -> None:
    assert gist(judge("pages/1", WALK, *walked(("a", "b"), ("c",)))) == "conforms"
    assert gist(judge("pages/1", WALK, *walked(("a", "b"), ("b",)))) == "violates: element-twice"
    assert gist(judge("pages/1", WALK, *walked(("a", "b"), total=2))) == "inconclusive: nothing-seen"


def test_a_walk_that_breaks_off_shows_nothing() -> None:
    assert gist(judge("pages/1", WALK, *walked(("a", "b")))) == "inconclusive: nothing-seen"


def test_only_the_lists_that_are_named() -> None:
    pages = walked(("a", "b"), ("b",))
    assert gist(judge("pages/1", {**WALK, "operations": ["listPlaces"]}, *pages)) == "violates: element-twice"
    assert gist(judge("pages/1", {**WALK, "operations": ["listWords"]}, *pages)) == "inconclusive: nothing-seen"


def test_a_page_that_cannot_be_had() -> None:
    first = walked(("a", "b"))
    for status, said in (
        (500, "violates: link-broken"),
        (404, "violates: link-broken"),
        (403, "violates: link-broken"),
        (429, "inconclusive: hidden-by-status"),
    ):
        lost = listed(query="?limit=2&offset=2", status=status, got={"status": status})
        assert gist(judge("pages/1", WALK, *first, lost)) == said


def test_what_was_made_before_must_come() -> None:
    assert gist(judge("pages/1", WALK, placed("z"), *walked(("a", "b"), ("c",)))) == "violates: element-missing"
    assert gist(judge("pages/1", WALK, placed("c"), *walked(("a", "b"), ("c",)))) == "conforms"
    assert gist(judge("pages/1", WALK, placed("z"), removed("z"), *walked(("a", "b"), ("c",)))) == "conforms"


def test_parts_of_a_list_are_no_walk() -> None:
    part = [listed("a", "b", query="?limit=2&kind=road"), listed("b", query="?limit=2&kind=road&offset=2")]
    assert gist(judge("pages/1", WALK, *part)) == "inconclusive: nothing-seen"
    elsewhere = [listed("a", "b", query="?limit=2"), listed("b", query="?limit=2&offset=7")]
    assert gist(judge("pages/1", WALK, *elsewhere)) == "inconclusive: nothing-seen"


def test_the_total() -> None:
    assert gist(judge("pages/1", TOTAL, *walked(("a", "b"), ("c",)))) == "conforms"
    assert gist(judge("pages/1", TOTAL, *walked(("a", "b"), (), total=4))) == "violates: total-differs"
    changing = [*walked(("a", "b")), listed("c", query="?limit=2&offset=2", total=4)]
    assert gist(judge("pages/1", TOTAL, *changing)) == "inconclusive: nothing-seen"


def test_the_size() -> None:
    assert gist(judge("pages/1", SIZE, listed("a", "b", query="?limit=2"))) == "conforms"
    assert gist(judge("pages/1", SIZE, listed("a", "b", "c", query="?limit=2"))) == "violates: page-too-long"
    assert gist(judge("pages/1", SIZE, listed("a", query="?limit=2"))) == "inconclusive: nothing-seen"
    assert gist(judge("pages/1", SIZE, listed("a", "b"))) == "inconclusive: nothing-seen"
    assert gist(judge("pages/1", SIZE, listed("a", "b", query="?limit=0"))) == "inconclusive: nothing-seen"


def of_records(*exchanges: Exchange) -> str:
    """Judge exchanges with the records API, whose lists go on in four ways."""
    evidence = Evidence(context=context(), observations=numbered(exchanges), footer=FINISHED)
    one = requirement("pages/1", WALK)
    return gist(adjudicate(profile_of(one), CONTRACT, {}, evidence, subject()).findings[0])


THINGS = {"type": "array", "items": {"type": "object", "properties": {"id": {"type": "string"}}}}
WHOLE = {"type": "integer"}
AT_ONCE = contract_of(
    document(
        {
            "/things": {
                "get": {
                    "parameters": [{"name": "limit", "in": "query", "schema": WHOLE}],
                    "responses": {
                        "200": {
                            "description": "All.",
                            "content": {
                                "application/json": {
                                    "schema": {"type": "object", "properties": {"items": THINGS, "total": WHOLE}}
                                }
                            },
                        }
                    },
                }
            }
        }
    )
)


def at_once(check: dict[str, str], *exchanges: Exchange) -> str:
    """Judge exchanges with an API whose list takes a limit, and does not go on."""
    evidence = Evidence(context=context(), observations=numbered(exchanges), footer=FINISHED)
    one = requirement("pages/1", check)
    return gist(adjudicate(profile_of(one), AT_ONCE, {}, evidence, subject()).findings[0])


@pytest.mark.parametrize(
    "check, exchange_, said",
    [
        (SIZE, ("/things?limit=2", "ab", 5), "conforms"),
        (SIZE, ("/things?limit=2", "abc", 5), "violates: page-too-long"),  # ignores-limit
        (SIZE, ("/things", "abc", 3), "inconclusive: nothing-seen"),
        (TOTAL, ("/things", "abc", 3), "conforms"),
        (TOTAL, ("/things", "abc", 2), "violates: total-differs"),
        (TOTAL, ("/things", "abc", 7), "inconclusive: nothing-seen"),  # it may be cut
        (TOTAL, ("/things?limit=2", "ab", 2), "inconclusive: nothing-seen"),
        (TOTAL, ("/things", "abc", True), "inconclusive: nothing-seen"),
        (WALK, ("/things?limit=2", "ab", 5), "inconclusive: nothing-seen"),
        ({"check": "returned"}, ("/things", "abc", 3), "inconclusive: nothing-seen"),
    ],
)
def test_a_list_that_does_not_go_on(check: dict[str, str], exchange_: tuple[str, str, Any], said: str) -> None:
    path, names, total = exchange_
    assert at_once(check, page(path, *names, total=total)) == said


def page(path: str, *names: str, **more: Any) -> Exchange:
    say = more.pop("say", {})
    return exchange("GET", path, b"", 200, {"items": [{"id": name} for name in names], **more}, say=say)


def test_by_a_link_in_the_content() -> None:
    first = page("/persons?limit=2", "a", "b", next="/v1/persons?limit=2&cursor=x")
    assert of_records(first, page("/persons?limit=2&cursor=x", "c")) == "conforms"
    assert of_records(first, page("/persons?limit=2&cursor=x", "a")) == "violates: element-twice"
    assert of_records(first, page("/persons?limit=2&cursor=y", "a")) == "inconclusive: nothing-seen"


def test_by_a_link_field() -> None:
    first = page("/persons?limit=2", "a", "b", say={"Link": '</v1/persons?after-b>; rel="next"'})
    assert of_records(first, page("/persons?after-b", "b")) == "violates: element-twice"


def test_by_number() -> None:
    first = page("/events?page-size=2", "a", "b", next="/v1/elsewhere")
    third = page("/events?page-size=2&page=3", "b")
    assert of_records(first, page("/events?page-size=2&page=2", "c")) == "conforms"
    assert of_records(first, page("/events?page-size=2&page=2", "a")) == "violates: element-twice"
    assert of_records(first, third) == "inconclusive: nothing-seen"


NUMBERED = contract_of(
    document(
        {
            "/things": {
                "get": {
                    "parameters": [
                        {"name": "page", "in": "query", "schema": WHOLE | {"minimum": 1}},
                        {"name": "limit", "in": "query", "schema": WHOLE},
                    ],
                    "responses": {
                        "200": {
                            "description": "A page.",
                            "content": {
                                "application/json": {
                                    "schema": {"type": "object", "properties": {"items": THINGS, "page_number": WHOLE}}
                                }
                            },
                        }
                    },
                }
            }
        }
    )
)


@pytest.mark.parametrize("said", [(0, 1, 2), (1, 2, 3), (1, 1, 1)])
def test_a_page_that_is_wrong_about_its_number_is_no_page_that_comes_twice(said: tuple[int, ...]) -> None:
    queries = ("?limit=2", "?limit=2&page=2", "?limit=2&page=3")
    pages = [
        exchange("GET", f"/things{query}", b"", 200, {"items": [{"id": n} for n in names], "page_number": number})
        for query, names, number in zip(queries, ("ab", "cd", "e"), said, strict=True)
    ]
    evidence = Evidence(context=context(), observations=numbered(pages), footer=FINISHED)
    one = requirement("pages/1", WALK)
    assert gist(adjudicate(profile_of(one), NUMBERED, {}, evidence, subject()).findings[0]) == "conforms"


def test_elements_that_nothing_names() -> None:
    nameless = {"label": "a", "kind": "road"}
    pages = [listed(nameless, nameless, query="?limit=2"), listed(nameless, query="?limit=2&offset=2")]
    assert gist(judge("pages/1", WALK, *pages)) == "inconclusive: no-identifier"
    assert place()["placeId"] == "p1"


def test_a_check_that_nobody_knows() -> None:
    with pytest.raises(ProfileError, match="no check 'colour'"):
        judge("pages/1", {"check": "colour"})


@pytest.mark.parametrize(
    "said, expected",
    [
        (2, "conforms"),
        (3, "violates: returned-differs"),
        ("2", "violates: returned-differs"),
        (None, "inconclusive: nothing-seen"),
    ],
)
def test_what_a_page_says_that_it_holds(said: Any, expected: str) -> None:
    got = {"items": [place("p1"), place("p2")], **({} if said is None else {"numberReturned": said})}
    assert gist(judge("pages/1", {"check": "returned"}, exchange("GET", "/places", b"", 200, got))) == expected


def test_that_an_empty_list_has_no_elements_shows_nothing() -> None:
    assert gist(judge("pages/1", TOTAL, listed(query="?limit=2", total=0))) == "inconclusive: nothing-seen"
    assert gist(judge("pages/1", TOTAL, listed(query="?limit=2", total=1))) == "violates: total-differs"


@pytest.mark.parametrize(
    "status, ask", [(304, {"If-None-Match": '"1"'}), (406, {"Accept": "text/odd"}), (412, {"If-Match": '"1"'})]
)
def test_a_page_that_was_asked_for_otherwise_is_not_lost(status: int, ask: dict[str, str]) -> None:
    first, last = walked(("a", "b"), ("c",))
    aside = listed(query="?limit=2&offset=2", status=status, got=b"", ask=ask)
    assert gist(judge("pages/1", WALK, first, aside)) == "inconclusive: nothing-seen"
    assert gist(judge("pages/1", WALK, first, aside, last)) == "conforms"
