"""Every requirement has its clause, with the word that its level binds by, and how it is shown."""

from __future__ import annotations

import pytest
from sample_report import profile

from harness.loading import find, load_bundle, shipped
from harness.profile import Level
from harness.render.schedule.told import Schedule, schedule

WORD = {Level.MUST: "shall", Level.SHOULD: "should", Level.MAY: "may"}


def small(*classes: str) -> Schedule:
    return schedule(profile(), "keeper", classes, "sample-rules 1")


def test_each_level_binds_by_its_own_word() -> None:
    told = {c.id: c for g in small().groups for c in g.clauses}
    assert told["N-001"].text == "N-001. The system shall be such that: The statement of N-001."
    assert " should be " in told["N-003"].text
    assert " may be " in told["N-007"].text
    assert "cannot be tested yet (Nobody can see it from outside.)" in told["N-006"].shown
    assert told["N-002"].source == "Published: The book of notes, clause 1"


def test_classes_can_be_chosen_and_other_roles_stay_out() -> None:
    assert [g.id for g in small("links").groups] == ["links"]
    assert "W-001" not in {c.id for g in small().groups for c in g.clauses}
    assert small().intro[1].endswith("which claims the classes: notes.")  # of links nothing can be tested


@pytest.mark.parametrize("name", shipped())
def test_no_requirement_of_a_shipped_profile_is_left_out(name: str) -> None:
    found = load_bundle(find(name)).profile
    for role in found.roles:
        made = schedule(found, role.id, (), "rules 1")
        told = {c.id: c for g in made.groups for c in g.clauses}
        assert set(told) == {r.id for r in found.of_role(role.id)}
        for r in found.of_role(role.id):
            assert f" {WORD[r.level]} be such that" in told[r.id].text
    assert found.digest in made.intro[0]
    assert made.notices == tuple(found.notice)
