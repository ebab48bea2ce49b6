"""A profile's files have the keys that are documented, and no others."""

from __future__ import annotations

import msgspec
import pytest

from harness.fit import misfits
from harness.profile import Effort
from harness.profilefile import ProfileFile, RequirementEntry

ENTRY = {
    "id": "DR-01",
    "role": "provider",
    "class": "core",
    "level": "MUST",
    "basis": "harness",
    "statement": "It is so.",
    "source": {"ref": "own"},
    "explain": "It matters.",
}


def test_a_requirement_is_read_with_its_defaults() -> None:
    read = msgspec.convert({**ENTRY, "rule": "schema/1", "with": {"statuses": [200]}}, RequirementEntry)
    assert (read.class_, read.with_, read.applies, read.effort) == ("core", {"statuses": [200]}, "always", Effort())


@pytest.mark.parametrize("key", sorted(ENTRY))
def test_what_a_requirement_cannot_do_without(key: str) -> None:
    (wrong,) = misfits({name: value for name, value in ENTRY.items() if name != key}, RequirementEntry)
    assert repr(key) in wrong.message


def test_a_key_that_nobody_knows() -> None:
    assert misfits({**ENTRY, "clas": "core"}, RequirementEntry)[0].hint == "Did you mean 'class'?"
    assert any("'titel'" in each.message for each in misfits({"titel": "x"}, ProfileFile))
