"""Answers are spoilt where a wire covers them."""

from __future__ import annotations

from typing import Any

import msgspec
import orjson
import pytest

from harness.partner.call import Reply
from harness.partner.wires import AnyWire, Asked

REPLY = Reply(status=200, headers=(("Content-Type", "application/json"), ("ETag", '"1"')), body=b'{"a":1,"b":2}')


def spoilt(query: str = "", reply: Reply = REPLY, **how: Any) -> Reply:
    wire: AnyWire = msgspec.convert(how, AnyWire)  # type: ignore[arg-type]
    asked = Asked(method="GET", operation="listThings", query=query)
    assert wire.covers(asked, reply)
    return wire.spoil(asked, reply)


def test_fields_are_dropped_and_set() -> None:
    assert spoilt(name="drop-header", header="etag").header("ETag") is None
    changed = spoilt(name="set-header", header="Content-Type", value="text/plain")
    assert [text for name, text in changed.headers if name == "Content-Type"] == ["text/plain"]


def test_members_are_misstated_and_repeated() -> None:
    assert orjson.loads(spoilt(name="misstate", member="a", value=9).body) == {"a": 9, "b": 2}
    assert spoilt(name="repeat-member", member="a").body == b'{"a":1,"b":2,"a":1}'
    assert spoilt(name="repeat-member", member="z").body == REPLY.body


@pytest.mark.parametrize(
    "query, status", [("q=x", 200), ("q=%C5%B7", 500), ("p=%C5%B7", 200), ("q=ŷ", 500), ("q=%ff", 500)]
)
def test_odd_input_brings_it_down(query: str, status: int) -> None:
    assert spoilt(query, name="crash", parameter="q").status == status


def test_a_reply_is_broken_off() -> None:
    reset, cut = spoilt(name="break", how="reset").delivery, spoilt(name="break", how="truncate").delivery
    assert reset is not None
    assert cut is not None
    assert (reset.end, reset.data) == ("reset", b"")
    assert (cut.end, cut.why, cut.data[-6:]) == ("close", "length", REPLY.body[:6])


@pytest.mark.parametrize(
    "how, expected",
    [
        ({}, True),
        ({"on": ["list*"]}, True),
        ({"on": ["get*"]}, False),
        ({"status": 200}, True),
        ({"status": 404}, False),
        ({"on": ["get*", "listThings"], "status": 200}, True),
    ],
)
def test_what_a_wire_covers(how: dict[str, Any], expected: bool) -> None:
    wire: AnyWire = msgspec.convert({"name": "drop-header", "header": "x", **how}, AnyWire)  # type: ignore[arg-type]
    assert wire.covers(Asked(method="GET", operation="listThings", query=""), REPLY) is expected


def test_what_belongs_to_no_operation_is_covered_by_a_star_alone() -> None:
    asked = Asked(method="GET", operation="", query="")
    for on, expected in ((["*"], True), (["list*"], False)):
        wire: AnyWire = msgspec.convert({"name": "drop-header", "header": "x", "on": on}, AnyWire)  # type: ignore[arg-type]
        assert wire.covers(asked, REPLY) is expected


def test_an_answer_becomes_another() -> None:
    failed = spoilt(name="become", becomes=500, text="Something went wrong.")
    assert (failed.status, orjson.loads(failed.body)["status"], failed.header("etag")) == (500, 500, None)
    assert [text for name, text in failed.headers if name == "Content-Type"] == ["application/problem+json"]
    page = spoilt(name="become", becomes=404, text="<h1>No</h1>", media_type="text/html")
    assert (page.status, page.body, page.headers) == (404, b"<h1>No</h1>", (("Content-Type", "text/html"),))


def test_what_a_crash_says_can_be_chosen() -> None:
    assert b"Traceback" in spoilt("q=%C5%B7", name="crash", parameter="q", text="Traceback ...").body
