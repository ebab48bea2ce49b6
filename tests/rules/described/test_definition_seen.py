"""What is remembered of a run stays small, however long it is, and is what the definition is held against."""

from __future__ import annotations

from featured import TARGET, answered, asked, reading

from harness.rules.described.definition_seen import MOST_LANDINGS, Seen

ENTRY, LIST = "getLandingPage", "getCollections"


def seen(*exchanges: object) -> Seen:
    found = Seen(TARGET)
    for x in exchanges:
        found.see(reading(x), ENTRY, LIST)  # type: ignore[arg-type]
    return found


def test_the_first_definition_that_can_be_read_is_the_one() -> None:
    found = seen(*asked("/", "/api.html", "/api"))
    assert found.brought is not None
    assert (found.brought.kept.target, found.served is not None) == ("/api", True)
    assert [document.kept.target for document in found.documents.values()] == ["/api.html", "/api"]
    assert found.at == (found.landings[0].id, found.brought.kept.id)


def test_answers_that_are_alike_are_kept_once() -> None:
    found = seen(*asked(*(f"/collections/incidents/items/f{number}" for number in range(10))))
    assert len(found.answers) == 1
    assert len(seen(*asked(*["/"] * 50)).landings) == MOST_LANDINGS


def test_a_list_of_collections_may_go_on() -> None:
    content = {"links": [{"rel": "next", "href": "/collections?offset=1"}], "collections": [{"id": "a"}, {}, None]}
    found = seen(answered("/collections", 200, content))
    assert (found.cut, list(found.listed)) == (True, ["a"])


def test_a_feature_says_to_which_collection_it_belongs() -> None:
    assert list(seen(*asked("/collections/posts/items/f1", "/collections/posts/items")).belongs) == ["posts"]
