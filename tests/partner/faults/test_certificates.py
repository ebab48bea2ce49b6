"""The certificate is chosen by name."""

from __future__ import annotations

import msgspec
import pytest
from fault_turns import fault

from harness.partner.certificates import BAD
from harness.partner.faults.base import OfHandshakes


@pytest.mark.parametrize("kind", BAD)
def test_each_bad_one_can_be_shown(kind: str) -> None:
    found = fault("bad-certificate", certificate=kind)
    assert isinstance(found, OfHandshakes)
    assert msgspec.to_builtins(found)["certificate"] == kind


def test_a_good_one_is_no_fault() -> None:
    with pytest.raises(msgspec.ValidationError):
        fault("bad-certificate", certificate="good")
