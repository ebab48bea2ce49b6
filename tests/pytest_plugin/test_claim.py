"""What is promised is read from run file and profiles alone, and listed as pytest shows it."""

from __future__ import annotations

import os

import pytest
from plugin_sessions import Live

from harness.errors import DeclarationError
from harness.pytest_plugin.claim import Claim, claim_of, declared_by, listed, markers
from harness.pytest_plugin.gathering import look_for

pytest_plugins = ["pytester"]


def claim(live: Live, **changes: object) -> Claim:
    """Return what is claimed in that project."""
    return claim_of(look_for(live.settings(**changes)), os.environ)


def test_requirements_are_listed_in_the_profiles_order(live: Live) -> None:
    found = list(listed(claim(live, only=())))
    assert [one.name for one in found] == [
        *("notes/core/N-001", "notes/core/N-002", "notes/core/N-003"),
        *("notes/calls/N-004", "notes/calls/N-005"),
    ]
    assert {(one.profile, one.role) for one in found} == {("notes@1.0", "keeper")}
    assert [one.level for one in found] == ["MUST", "MUST", "MUST", "SHOULD", "MAY"]
    assert found[4].not_tested == "not tested: Nobody can hear it."
    assert found[1].at.endswith("tinyapi/requirements/all.yaml:12")
    assert live.product.seen == []


def test_a_limit_leaves_the_others_out(live: Live) -> None:
    assert [one.requirement for one in listed(claim(live))] == ["N-001"]
    with pytest.raises(DeclarationError, match="no requirement or class is called 'N-999'"):
        claim(live, only=("N-999",))


@pytest.mark.parametrize(
    "expires, said",
    [("2999-01-31", "known deviation of J. Example: fixed ⟨U+001B⟩ in 1.1 (until 2999-01-31)"), ("2020-01-31", "")],
)
def test_a_deviation_stands_until_it_runs_out_and_is_harmless(live: Live, expires: str, said: str) -> None:
    known = rf'{{requirement: N-002, owner: J. Example, reason: "fixed \e\n in 1.1", expires: "{expires}"}}'
    live.declare(f"known_deviations: [{known}]\n")
    assert [one.deviation for one in listed(claim(live, only=()))] == ["", said, "", "", ""]


def test_every_class_is_a_marker(live: Live) -> None:
    assert list(markers(claim(live))) == ["core: Core (notes@1.0)", "calls: Calls (notes@1.0)"]


def test_the_run_file_can_be_read_alone(live: Live) -> None:
    declared = declared_by(look_for(live.settings(url="http://127.0.0.1:9/other")), os.environ)
    assert declared.declaration.target.base_url == "http://127.0.0.1:9/other"
