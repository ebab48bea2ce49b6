"""Every line of every scheme is said of in each shipped profile, and every requirement that is named exists."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from harness.errors import ProfileError
from harness.loading import find, load_bundle, profile_digest, shipped
from harness.procurement import FILE, asked, schemes
from harness.profile import NotTested

NAME = "incident-transfer@1.0"


def test_the_schemes_are_those_that_buyers_name() -> None:
    assert {s.id: len(s.lines) for s in schemes()} == {
        "interop-pol": 3,
        "pds-maturity": 4,
        "police-industry-charter": 1,
        "techuk": 5,
    }
    assert "customer" in schemes()[0].certified_by


BOUND = [name for name in shipped() if (find(name) / FILE).is_file()]
"""A profile without a table has no annex."""


def test_each_shipped_profile_has_a_table() -> None:
    assert set(shipped()) == set(BOUND)


@pytest.mark.parametrize("name", BOUND)
def test_each_line_is_carried_by_requirements_that_exist_or_says_why_not(name: str) -> None:
    bundle = load_bundle(find(name))
    told = asked(bundle.profile, bundle.folder)
    assert [(a.scheme.id, a.line.id) for a in told] == [(s.id, line.id) for s in schemes() for line in s.lines]
    for one in told:
        assert one.bound.requirements or one.bound.because
        for requirement in map(bundle.profile.requirement, one.bound.requirements):
            assert requirement is not None
            assert not isinstance(requirement.rule, NotTested)


def test_the_table_changes_no_digest_and_is_found_for_a_run_s_copy(tmp_path: Path) -> None:
    bundle = load_bundle(find(NAME))
    copy = tmp_path / "copy"
    shutil.copytree(bundle.folder, copy, ignore=shutil.ignore_patterns("examples", FILE))
    assert (bundle.folder / FILE).is_file()
    assert profile_digest(copy) == bundle.profile.digest
    assert asked(bundle.profile, copy) == asked(bundle.profile, bundle.folder) != ()


@pytest.mark.parametrize(
    "text, told",
    [
        ("interop-pol/silver: {requirements: [IT-999]}\n", "procurement.yaml:1: there is no requirement IT-999"),
        ("interop-pol/silber: {because: x}\n", "procurement.yaml:1: no scheme has the line"),
        ("interop-pol/silver: {}\n", "procurement.yaml:1: nothing carries interop-pol/silver"),
        ("interop-pol/silver: {because: x}\n", "nothing is said of the line interop-pol/bronze"),
        ("interop-pol/silver: {requirement: [IT-001]}\n", "procurement.yaml:1"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, told: str, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(ProfileError) as raised:
        asked(load_bundle(find(NAME)).profile, tmp_path)
    assert told in str(raised.value)
