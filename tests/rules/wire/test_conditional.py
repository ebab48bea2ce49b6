"""`conditional/1`: outdated versions are told from current ones by the entity tags that were seen."""

from __future__ import annotations

import msgspec
import pytest
from building import exchange, gist, judge
from rules.cases import CASES, changed, closed, created, read

RULE = "conditional/1"
WITH = CASES[RULE].with_
MISSING = WITH | {"check": "missing"}


def test_a_tag_that_was_never_given_is_outdated_too() -> None:
    assert gist(judge(RULE, WITH, read(), changed('"made up"'))) == "violates: stale-write-accepted"
    assert gist(judge(RULE, WITH, read(), changed('"made up"', 412))) == "conforms"
    assert gist(judge(RULE, WITH, read(), changed('"a", "b"'))) == "violates: stale-write-accepted"


def test_a_change_on_the_current_version_must_not_be_called_outdated() -> None:
    assert gist(judge(RULE, WITH, read(), changed('"1"', 412))) == "violates: current-write-refused"


def test_that_a_current_version_is_taken_does_not_show_that_an_old_one_is_refused() -> None:
    assert gist(judge(RULE, WITH, read(), changed('"1"'))) == "inconclusive: nothing-seen"


@pytest.mark.parametrize("asked", ["*", None, '"1", "2"'])
def test_what_holds_for_any_version_decides_nothing(asked: str | None) -> None:
    assert gist(judge(RULE, WITH, read(), changed(asked))) == "inconclusive: nothing-seen"


def test_nothing_is_known_before_a_tag_was_seen() -> None:
    assert gist(judge(RULE, WITH, changed('"0"'))) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, WITH, read(partition="q"), changed('"0"'))) == "inconclusive: nothing-seen"


def test_another_write_may_have_changed_the_version() -> None:
    assert gist(judge(RULE, WITH, read(), closed(), changed('"1"', 412))) == "inconclusive: nothing-seen"
    again = (read(), changed('"1"'), closed(), changed('"1"'))
    assert gist(judge(RULE, WITH, *again)) == "violates: stale-write-accepted"
    assert gist(judge(RULE, WITH, read(), closed(409), changed('"1"', 412))) == "violates: current-write-refused"


def test_a_weak_tag_never_holds_strongly() -> None:
    weak = read(tag='W/"1"')
    assert gist(judge(RULE, WITH, weak, changed('W/"1"', 412))) == "inconclusive: nothing-seen"


def test_a_wrong_body_or_another_reason_decides_nothing() -> None:
    wrong = exchange("PATCH", "/notes/n1", {}, 200, {}, ask={"If-Match": '"0"'})
    assert gist(judge(RULE, WITH, read(), wrong)) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, WITH, read(), changed('"0"', 404))) == "inconclusive: hidden-by-status"


def test_a_change_without_a_condition() -> None:
    assert gist(judge(RULE, MISSING, changed(None, 428))) == "conforms"
    assert gist(judge(RULE, MISSING, changed(None))) == "violates: unconditional-write-accepted"
    assert gist(judge(RULE, MISSING, changed('"1"'))) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, MISSING, changed(None, 404))) == "inconclusive: hidden-by-status"


def test_the_tag_of_a_creation_is_found_by_its_location() -> None:
    assert gist(judge(RULE, WITH, created(tag='"7"'), changed('"1"', 412))) == "conforms"


def test_the_tag_changes_with_the_content() -> None:
    fresh = {"check": "fresh"}
    first, same, other = read("One."), read("Two."), read("Two.", tag='"2"')
    assert gist(judge(RULE, fresh, first, other)) == "conforms"
    assert gist(judge(RULE, fresh, first, same)) == "violates: same-tag"
    part = msgspec.structs.replace(same, request=msgspec.structs.replace(same.request, target="/notes/n1?fields=text"))
    assert gist(judge(RULE, fresh, first, part)) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, fresh, first, first)) == "inconclusive: nothing-seen"


def test_every_resource_that_can_be_changed_where_none_is_named() -> None:
    assert gist(judge(RULE, {}, created(), changed('"1"'), changed('"1"', 412))) == "conforms"
    assert gist(judge(RULE, {}, created(), changed('"1"'), changed('"1"'))) == "violates: stale-write-accepted"
    # Nothing in the description requires a condition, so that one without is nobody's fault.
    assert gist(judge(RULE, {"check": "missing"}, created(), changed(None))) == "inconclusive: nothing-seen"


def test_the_same_omission_in_several_places_is_one_cause() -> None:
    """An API that heeds no If-Match at all has one fault, however many operations show it."""
    finding = judge("conditional/1", CASES["conditional/1"].with_, *CASES["conditional/1"].violates())
    assert [v.cause for v in finding.violations] == ["stale-write-accepted"]


def test_each_form_of_a_resource_has_a_tag_of_its_own() -> None:
    forms = (read(), read(tag='"1-gzip"'))
    assert gist(judge(RULE, WITH, *forms, changed('"1"'))) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, WITH, *forms, changed('"1"'), changed('"1-gzip"'))) == "violates: stale-write-accepted"
