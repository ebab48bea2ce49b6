"""A list is walked to its end, whatever way it goes on; test_collection.py walks those of the reference partner."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from described import contract_of, document
from tinyapi.bench import bench, json_reply

from harness.evidence import Response
from harness.gather.conversations.walking import ask, room, walk
from harness.gather.message import Message
from harness.resources import resources_of

ITEMS = [{"id": f"t{number}"} for number in range(5)]
TEXT, WHOLE = {"type": "string"}, {"type": "integer"}


def api(parameters: dict[str, Any], **members: Any) -> Any:
    listed = {"type": "array", "items": {"type": "object", "properties": {"id": TEXT}}}
    schema = {"type": "object", "properties": {"items": listed, **members}}
    query = [{"name": name, "in": "query", "schema": schema} for name, schema in parameters.items()]
    content = {"application/json": {"schema": schema}}
    get = {"parameters": query, "responses": {"200": {"description": "", "content": content}}}
    return contract_of(document({"/things": {"get": get}}))


def walked(contract: Any, answer: Any, size: int = 2) -> list[str]:
    """Return the targets that were asked for."""

    def reply(message: Message, identity: str) -> Response:
        asked = dict(pair.split("=") for pair in message.target.partition("?")[2].split("&") if pair)
        return json_reply(200, json.dumps(answer(asked)).encode())

    made, paper, _ = bench(reply)
    walk(replace(made, contract=contract), resources_of(contract)[0], size)
    return [one.request.target.removeprefix("/api") for one in paper.exchanges]


def part(start: int, size: int) -> list[Any]:
    return ITEMS[start : start + size]


def test_by_offset_until_nothing_comes() -> None:
    contract = api({"limit": WHOLE, "offset": WHOLE})
    targets = walked(contract, lambda q: {"items": part(int(q.get("offset", 0)), int(q["limit"]))})
    assert targets == [f"/things?limit=2{more}" for more in ("", "&offset=2", "&offset=4", "&offset=5")]


@pytest.mark.parametrize(
    "total, size", [(0, 2), (5, 2), (120, 2), (121, 3), (2_000, 34), (10**9, 100), (-1, 2), ("121", 2), (True, 2)]
)
def test_pages_are_as_long_as_the_whole_list_needs(total: Any, size: int) -> None:
    contract = api({"limit": WHOLE, "offset": WHOLE}, total=WHOLE)
    made, _, _ = bench(lambda message, identity: json_reply(200, json.dumps({"items": [], "total": total}).encode()))
    bench_, resource = replace(made, contract=contract), resources_of(contract)[0]
    assert room(bench_, resource, ask(bench_, resource, {}, "all"), 2) == size
    assert room(bench_, resource, None, 2) == 2


def test_by_offset_until_the_total() -> None:
    contract = api({"limit": WHOLE, "offset": WHOLE}, total=WHOLE)
    targets = walked(contract, lambda q: {"items": part(int(q.get("offset", 0)), int(q["limit"])), "total": 5})
    assert len(targets) == 3


@pytest.mark.parametrize("first", [0, 1])
def test_by_number_from_where_the_pages_begin(first: int) -> None:
    contract = api({"size": WHOLE, "page": {"type": "integer", "minimum": first}}, total=WHOLE)
    targets = walked(contract, lambda q: {"items": part((int(q.get("page", first)) - first) * 2, 2), "total": 5})
    assert targets == ["/things?size=2", f"/things?size=2&page={first + 1}", f"/things?size=2&page={first + 2}"]


def test_by_the_number_that_a_page_says_of_itself() -> None:
    contract = api({"size": WHOLE, "page": WHOLE}, number=WHOLE, total=WHOLE)

    def answer(q: dict[str, str]) -> Any:
        number = int(q.get("page", 0))
        return {"items": part(number * 2, 2), "total": 5, "number": number}

    assert walked(contract, answer)[1] == "/things?size=2&page=1"


def test_a_page_that_says_a_wrong_number_leads_in_no_circle() -> None:
    contract = api({"size": WHOLE, "page": WHOLE | {"minimum": 1}}, number=WHOLE, total=WHOLE)

    def answer(q: dict[str, str]) -> Any:
        number = int(q.get("page", 1))
        return {"items": part((number - 1) * 2, 2), "total": 5, "number": number - 1}

    assert walked(contract, answer) == [f"/things?size=2{more}" for more in ("", "&page=2", "&page=3")]


def test_by_token() -> None:
    contract = api({"limit": WHOLE, "cursor": TEXT}, nextCursor=TEXT)
    targets = walked(contract, lambda q: {"items": part(0, 2), **({} if "cursor" in q else {"nextCursor": "x"})})
    assert targets == ["/things?limit=2", "/things?limit=2&cursor=x"]


def test_a_link_that_leads_in_a_circle_or_elsewhere_ends_it() -> None:
    contract = api({}, next={"type": "string", "format": "uri"})
    assert len(walked(contract, lambda q: {"items": part(0, 2), "next": "/api/things?page=2"})) == 2
    assert len(walked(contract, lambda q: {"items": part(0, 2), "next": "https://elsewhere.example.org/"})) == 1


@pytest.mark.parametrize(
    "schema, size",
    [
        ({"type": "integer", "minimum": 5}, 5),
        ({"type": "integer", "maximum": 1}, 1),
        ({"enum": [10, 25]}, 10),
        (WHOLE, 2),
    ],
)
def test_the_size_is_one_that_is_allowed(schema: Any, size: int) -> None:
    contract = api({"limit": schema, "offset": WHOLE})
    assert walked(contract, lambda q: {"items": []}) == [f"/things?limit={size}"]


def test_a_list_that_does_not_go_on_is_asked_for_no_more_than_a_few() -> None:
    contract = api({"limit": {**WHOLE, "minimum": 3}})
    assert walked(contract, lambda q: {"items": part(0, int(q["limit"]))}) == ["/things?limit=3"]
    assert walked(api({}), lambda q: {"items": ITEMS}) == ["/things"]
