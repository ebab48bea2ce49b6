"""The description and whole shelves are given as documents."""

from __future__ import annotations

import pytest
from partner_acts import World, a_call, authority, run

from harness.errors import MockError
from harness.partner.acts.documents import Describe
from harness.partner.acts.running import in_order
from harness.partner.bench import Bench


def test_the_description_is_given() -> None:
    reply = run(a_call(method="GET"), {"act": "describe", "headers": {"Cache-Control": "max-age=9"}})
    assert reply is not None
    assert (reply.header("content-type"), reply.header("cache-control")) == ("application/json", "max-age=9")
    assert reply.body == b'{"openapi":"3.1.0"}'


def test_without_a_description_there_is_nothing_to_give() -> None:
    with pytest.raises(MockError, match="names no description"):
        in_order([Describe(id="a")], Bench(None, authority(), "/base"))


def test_a_shelf_is_given_line_by_line() -> None:
    world = World()
    world.store.shelf("things", "us").put("a", {"name": "Tŷ"})
    world.store.shelf("things", "us").put("b", {"name": "two\nlines"})
    reply = run(a_call(world), {"act": "lines", "in": "things", "of": "us"})
    assert reply is not None
    assert reply.body.decode() == '{"name":"Tŷ"}\n{"name":"two\\nlines"}\n'
    assert reply.header("content-type") == "application/x-ndjson"
