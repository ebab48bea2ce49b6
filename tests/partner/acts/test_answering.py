"""Answers, pages and callbacks are made from what is on the shelves."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from partner_acts import World, a_call, run, status


def test_a_reply_has_status_fields_and_a_body_with_members_added() -> None:
    call = a_call(found={"record": {"a": 1, "b": 2}})
    reply = run(
        call,
        {
            "act": "reply",
            "status": 201,
            "body": "$found.record",
            "also": {"b": 3, "c": "$found.absent"},
            "headers": {"Location": "{$base}/things/{$found.record.a}"},
        },
    )
    assert reply is not None
    assert (reply.status, orjson.loads(reply.body)) == (201, {"a": 1, "b": 3})
    assert (reply.header("content-type"), reply.header("location")) == ("application/json", "/base/things/1")


def test_a_reply_without_a_body_has_no_media_type() -> None:
    reply = run(a_call(), {"act": "reply", "status": 204})
    assert reply is not None
    assert (reply.status, reply.headers, reply.body) == (204, (), b"")


def test_nothing_to_answer_with_is_a_fault_of_the_script() -> None:
    with pytest.raises(LookupError, match="nothing to answer with"):
        run(a_call(), {"act": "reply", "body": "$found.absent"})


def shelf_of(count: int) -> World:
    world = World()
    for number in range(count):
        world.store.shelf("list", "one").put(str(number), {"number": number})
    return world


def page(world: World, query: str, **more: Any) -> tuple[int, Any]:
    reply = run(a_call(world, query=query), {"act": "page", "in": "list", "of": "one", **more})
    assert reply is not None
    return reply.status, orjson.loads(reply.body)


def numbers(found: Any) -> list[int]:
    return [item["number"] for item in found["items"]]


@pytest.mark.parametrize("count, limit", [(0, 1), (1, 1), (5, 2), (6, 2), (20, 20), (21, 20), (250, 100)])
def test_following_the_cursor_gives_each_element_once(count: int, limit: int) -> None:
    world, seen, query = shelf_of(count), [], f"limit={limit}"
    while True:
        code, found = page(world, query)
        assert (code, found["total"]) == (200, count)
        seen += numbers(found)
        if "nextCursor" not in found:
            break
        assert len(found["items"]) == limit
        query = f"limit={limit}&cursor={found['nextCursor']}"
    assert seen == list(range(count))


def test_a_page_has_twenty_elements_unless_asked_otherwise_and_one_hundred_at_most() -> None:
    assert len(page(shelf_of(150), "")[1]["items"]) == 20
    assert len(page(shelf_of(150), "limit=100")[1]["items"]) == 100


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=101", "limit=-1", "limit=x", "limit=", "limit=1.0", "limit=1&limit=2"]
)
def test_a_limit_that_is_none_is_refused(query: str) -> None:
    assert page(shelf_of(1), query)[0] == 400


@pytest.mark.parametrize(
    "query",
    [
        "cursor=",
        "cursor=x",
        "cursor=%F0%9F%9A%92",
        "cursor=%ff",
        "cursor=b2Zmc2V0OjI%3D",
        "cursor=b2Zmc2V0Oi0x",
        "cursor=a&cursor=b",
    ],
)
def test_a_cursor_that_was_not_given_here_is_refused(query: str) -> None:
    assert page(shelf_of(1), query)[0] == 400


def test_other_parameters_are_passed_over() -> None:
    assert page(shelf_of(1), "x=1&&y")[0] == 200


def test_the_vices_of_a_page() -> None:
    _, first = page(shelf_of(5), "limit=2", lost=1)
    assert numbers(page(shelf_of(5), f"limit=2&cursor={first['nextCursor']}", lost=1)[1]) == [3, 4]
    assert len(page(shelf_of(5), "limit=2", heed_limit=False)[1]["items"]) == 5


def test_a_callback_is_sent_where_there_is_a_url() -> None:
    world = World()
    act = {"act": "notify", "url": "$found.incident.callbackUrl", "body": {"id": "$fresh.uuid", "n": 1}}
    assert run(a_call(world, found={"incident": {"callbackUrl": "http://127.0.0.1:1/x"}}), act) is None
    assert run(a_call(world, found={"incident": {}}), act) is None
    ((url, body),) = world.sent
    assert (url, body["n"], len(body["id"])) == ("http://127.0.0.1:1/x", 1, 36)


def test_waiting_adds_up() -> None:
    call = a_call()
    assert status(run(call, {"act": "wait", "seconds": 0.5}, {"act": "wait", "seconds": 0.25})) is None
    assert call.pause == 0.75
