"""A list is filled beyond its greatest page, and more is asked for than a page may hold."""

from __future__ import annotations

from records import conversation, said

from harness.gather.conversations.pages import ASKED
from harness.rules.lists.page_cap import sized


def test_a_list_is_filled_and_too_much_is_asked_for() -> None:
    readings = said([conversation("pages", "/events")])
    sizes = [x.query["page-size"] for x in readings if x.operation_id == "listEvents"]
    assert sizes == ["20", "21", *map(str, ASKED)]
    (there,) = [len(x.reply_json["items"]) for x in readings if x.query.get("page-size") == "20"]
    made = sum(x.operation_id == "createEvent" and x.status == 201 for x in readings)
    assert there + made == 21
    full = [x for x in readings if x.query.get("page-size") == "21" and x.status == 200]
    assert all(len(x.reply_json["items"]) == 20 for x in full)


def test_what_may_only_be_read_is_not_filled() -> None:
    from harness.declaration import Limits

    readings = said([conversation("pages")], limits=Limits(read_only=True, requests_per_second=1000))
    assert {x.exchange.request.method for x in readings} == {"GET"}


def test_the_judge_finds_the_same_sizes() -> None:
    from records import CONTRACT

    assert {(resource.collection, size, cap) for resource, size, cap in sized(CONTRACT)} >= {
        ("/events", "page-size", 20),
        ("/persons", "limit", 100),
    }
