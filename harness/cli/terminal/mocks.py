"""Finds the partners of mocks/ that play a role of a profile."""

from __future__ import annotations

from harness.content import root
from harness.errors import MockError


def mocks() -> tuple[str, ...]:
    """Return the names of all partners that are here."""
    return tuple(sorted(path.parent.name for path in root("mocks").glob("*/mock.yaml")))


def mocks_for(profile: str) -> tuple[tuple[str, str], ...]:
    """Return name and role of each partner for `profile` (`id@version`). Raises MockError."""
    from harness.partner.script import read

    found = ((name, read(name).data) for name in mocks())
    return tuple((name, str(data.get("role", ""))) for name, data in found if data.get("profile") == profile)


def reference(profile: str) -> tuple[str, str]:
    """Return name and role of the profile's reference partner: of those that have defects to plant, the first.

    Where none has, the first of all. Raises MockError where there is none.
    """
    from harness.partner.defects import list_defects

    for one in sorted(mocks_for(profile), key=lambda one: not list_defects(one[0])):
        return one
    raise MockError(f"no partner plays a role of {profile}", hint="Write one in mocks/: CONTRIBUTING.md says how.")
