"""`identifiers/1`: identifiers are found by name wherever they stand."""

from __future__ import annotations

import pytest
from building import exchange, gist, judge, overwritten
from rules.cases import PROBLEM, note, read

from harness.errors import ProfileError
from harness.rules.content.identifiers import walk

RULE = "identifiers/1"
WITH = {"fields": {"uprn": "uprn"}}


@pytest.mark.parametrize("wrong", [7, "0123", "", "12345678901234", "abc", True, ["1"], {"a": "1"}])
def test_what_the_register_could_not_have_issued(wrong: object) -> None:
    finding = judge(RULE, WITH, read(got=note(places=[{"uprn": "1"}, {"uprn": wrong}])))
    assert gist(finding) == "violates: identifier"
    assert finding.violations[0].because.params == {"pointer": "/places/1/uprn", "format": "uprn"}


def test_where_there_is_none_nothing_is_shown() -> None:
    for x in (read(), read(got=note(uprn=None)), read(status=404, got=PROBLEM | {"uprn": "x"}), read(got=b"{")):
        assert gist(judge(RULE, WITH, x)) == "inconclusive: nothing-seen"


def test_an_escaped_name_is_found() -> None:
    escaped = exchange("GET", "/notes/n1", b"", 200, b'{"\\u0075prn":"x"}')
    assert gist(judge(RULE, WITH, escaped)) == "violates: identifier"


def test_what_was_overwritten_is_passed_over() -> None:
    x = overwritten(read(got=note(uprn="x")), "/uprn")
    assert gist(judge(RULE, WITH, x)) == "inconclusive: nothing-seen"


def test_an_unknown_format_is_the_profile_s_mistake() -> None:
    for fields in ({"uprn": "shoe-size"}, {}):
        with pytest.raises(ProfileError, match="unknown format"):
            judge(RULE, {"fields": fields}, read())


def test_the_walk_is_in_document_order_and_has_a_bottom() -> None:
    found = [pointer for pointer, _, _ in walk({"b": {"uprn": 1}, "a/b": [{"uprn": 2}], "uprn": 3}, {"uprn": "uprn"})]
    assert found == ["/b/uprn", "/a~1b/0/uprn", "/uprn"]
    deep: object = {"uprn": "x"}
    for _ in range(500):
        deep = [deep]
    assert list(walk(deep, {"uprn": "uprn"})) == []
