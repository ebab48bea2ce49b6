"""A list is walked to its end, then asked for parts of it."""

from __future__ import annotations

from collections import Counter

import pytest
from records import conversation, said

from harness.gather.conversations import collection

WALKS = {"/persons": "cursor", "/objects": "offset", "/events": "page", "/locations": "after"}


@pytest.mark.parametrize("path", WALKS)
def test_every_page_is_walked(path: str) -> None:
    readings = said([conversation("collection", path)])
    assert {x.status for x in readings} <= {200, 201}
    pages = [x for x in readings if x.exchange.intent.startswith("page ")]
    assert len(pages) >= 3
    assert WALKS[path] in pages[1].query
    names = [one["id"] for x in pages for one in x.reply_json["items"]]
    assert len(names) == len(set(names)) >= 5


def test_parts_of_the_list_of_events() -> None:
    readings = said([conversation("collection", "/events")])
    asked = Counter(name for x in readings for name in x.query)
    assert asked["type"] == asked["status"] == asked["occurred-from"] == asked["occurred-to"] == 1
    assert asked["sort"] == 2
    read = [x.path_params["eventId"] for x in readings if x.operation_id == "getEvent"]
    last = [x.reply_json["items"][-1]["id"] for x in readings if x.exchange.intent.startswith("page ")][-1]
    assert len(read) == len(set(read)) <= 2 * collection.MOST_ITEMS + 1
    assert last in read


def test_what_may_only_be_read_makes_nothing() -> None:
    from harness.declaration import Limits

    readings = said([conversation("collection")], limits=Limits(read_only=True, requests_per_second=1000))
    assert {x.exchange.request.method for x in readings} == {"GET"}


def test_a_list_is_gone_through_again_only_where_a_part_of_it_was_empty_that_should_not_be(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def again() -> tuple[int, int]:
        intents = Counter(x.exchange.intent for x in said([conversation("collection", "/events")]))
        return intents["the list as it still is"], max(intents[name] for name in intents if name.startswith("page "))

    assert again() == (0, 1)
    seen = collection.elements
    monkeypatch.setattr(
        collection, "elements", lambda b, r, x: [] if x and x.intent.startswith("only those") else seen(b, r, x)
    )
    assert again() == (1, 2)
