"""Two products take the two roles of a profile, and what no relay can show is said with its reason."""

from __future__ import annotations

import pytest
from relayed import bundle

from harness.errors import ProfileError
from harness.gather.relay.roles import Roles, roles_of, unavailable
from harness.loading import find, load_bundle


def test_who_calls_and_who_is_called() -> None:
    assert roles_of(bundle().profile) == Roles("sender", "receiver")


def test_a_profile_of_one_role_cannot_be_judged_so() -> None:
    with pytest.raises(ProfileError, match="has not both a role that calls and one that is called"):
        roles_of(load_bundle(find("uk-api-base@1.0")).profile)


def test_what_needs_a_bad_partner_or_strangers_is_named() -> None:
    found = unavailable(bundle().profile, roles_of(bundle().profile), {"known_agency": "GB-FRS-X02"})
    assert {"requirement:IT-145", "requirement:IT-143", "identity:other-agency", "fixture:unknown_agency"} <= set(found)
    assert "inbound" not in found
    assert "requirement:IT-102" not in found
    assert found["requirement:IT-108"] == "unasked"
    assert set(found.values()) == {"relay", "unasked"}
