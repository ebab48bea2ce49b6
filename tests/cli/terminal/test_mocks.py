"""The partners that play a role of a profile are found."""

from __future__ import annotations

import pytest

from harness.cli.terminal.mocks import mocks, mocks_for, reference
from harness.errors import MockError


def test_partners_are_found_by_their_profile() -> None:
    assert "receiving-control-room" in mocks()
    assert ("receiving-control-room", "receiver") in mocks_for("incident-transfer@1.0")
    assert mocks_for("notes@1.0") == ()
    assert reference("incident-transfer@1.0") == ("receiving-control-room", "receiver")


def test_a_profile_without_a_partner_is_said() -> None:
    with pytest.raises(MockError, match=r"no partner plays a role of notes@1\.0"):
        reference("notes@1.0")
