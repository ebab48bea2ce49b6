"""A profile answers for its roles, classes and requirements, and its parts refuse what means nothing."""

from __future__ import annotations

import msgspec
import pytest
from building import profile_of, requirement

from harness.profile import Effort, NotTested, Probe, RuleCall, Source


def test_a_role_has_its_own_requirements_in_the_profiles_order() -> None:
    first, other, last = (requirement(id=name) for name in ("N-02", "N-03", "N-01"))
    profile = profile_of(first, msgspec.structs.replace(other, role="reader"), last)
    assert profile.of_role("keeper") == (first, last)
    assert profile.of_role("nobody") == ()


def test_a_class_without_anything_to_test_is_not_testable() -> None:
    untested = msgspec.structs.replace(requirement(), rule=NotTested(reason="nobody can see it"))
    assert profile_of(untested).testable_classes("keeper") == ()
    assert profile_of(untested, requirement(id="N-98")).testable_classes("keeper") == ("all",)
    assert profile_of(requirement()).testable_classes("reader") == ()


def test_a_requirement_is_found_by_its_id() -> None:
    profile = profile_of(requirement(id="N-01"), requirement(id="N-02"))
    found = profile.requirement("N-02")
    assert found is not None
    assert found.id == "N-02"
    assert profile.requirement("N-03") is None


def test_its_name_is_id_and_version() -> None:
    assert profile_of().name == "notes@1.0"


@pytest.mark.parametrize(
    "given, told",
    [
        ({}, "exactly one of"),
        ({"workflow": "a", "protocol": "methods"}, "exactly one of"),
        ({"examples": ["a"], "fuzz": ["a"]}, "exactly one of"),
        ({"workflow": "a", "wurkflow": "b"}, "wurkflow"),
    ],
)
def test_a_probe_is_exactly_one_thing_to_do(given: dict[str, object], told: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=told):
        msgspec.convert(given, Probe)


@pytest.mark.parametrize("probes", [0, -1])
def test_no_effort_shows_nothing(probes: int) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        Effort(probes=probes)


def test_what_files_call_with_is_with() -> None:
    assert msgspec.convert({"rule": "status/1", "with": {"a": 1}}, RuleCall) == RuleCall(
        rule="status/1", with_={"a": 1}
    )
    assert msgspec.convert({"protocol": "methods", "with": {"setup": "open"}}, Probe).with_ == {"setup": "open"}
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"ref": "hallmark", "claus": "1"}, Source)


def test_what_is_stored_is_frozen() -> None:
    with pytest.raises(AttributeError):
        requirement().level = "MAY"  # type: ignore[misc]
