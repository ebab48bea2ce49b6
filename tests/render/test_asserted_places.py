"""A schema is asked for by the keyword and the place that were broken; a place in a list stands for all of it."""

from __future__ import annotations

from typing import Any

from render.test_asserting import asked, part
from sample_report import with_reply


def test_a_schema_is_asked_for_by_the_keyword_that_was_broken(tmp_path: Any) -> None:
    told, one = part(tmp_path), with_reply(b'{"id":1}')
    cause = "schema/#/components/schemas/Note/properties/id/type"
    found = asked(told, "schema", one, cause, pointer="/id", rule="type", status=201)
    assert "found = places(content(reply), 'id')\nassert all(keeps(one, 'type', 'string') for one in found)" in found
    lost = asked(told, "schema", one, pointer="/name", rule="required", status=201)
    assert "found = places(content(reply))\nassert all(keeps(one, 'required', ['name']) for one in found)" in lost
    other = asked(told, "schema", one, pointer="/id", rule="format", status=201)
    assert "assert not any(one == 1 for one in found)" in other


def test_a_place_in_a_list_stands_for_all_of_it(tmp_path: Any) -> None:
    one = with_reply(b'{"items":[{"0":{}},{"0":{"at":"noon"}}]}')
    assert "places(content(reply), 'items', EACH, '0', 'at')" in asked(
        part(tmp_path), "time", one, pointer="/items/1/0/at"
    )
