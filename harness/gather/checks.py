"""Shapes what is tried before the plan: each check, and what they measured together."""

from __future__ import annotations

from typing import Any

import msgspec


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was tried; words for it are made where it is shown."""

    name: str
    """`reachable`, `direct`, `credentials`, `clock`, `round-trip`, `served`, `fixtures`, `class:<id>`, `path`,
    `path of <partner>`, `authority`."""
    ok: bool
    code: str = "fine"
    params: dict[str, Any] = {}
    advice: str = ""
    """What to do: `check-base-url`, `check-proxy`, `check-tls`, `check-credentials`, `check-fixtures` ..."""
    blocks: bool = False
    """The plan cannot be carried out: a problem of configuration, said once, and not the product's fault."""


class Surroundings(msgspec.Struct, frozen=True, kw_only=True):
    """What preflight measured; see evidence.Environment."""

    round_trip: int = 0
    skew: int = 0


class Preflight(msgspec.Struct, frozen=True, kw_only=True):
    """All checks of one part of preflight."""

    checks: tuple[Check, ...]
    surroundings: Surroundings = Surroundings()
    lacking: dict[str, str] = {}
    """Identities that cannot be had, and why."""

    @property
    def blocked(self) -> Check | None:
        """Return the first check without which nothing can be tested."""
        return next((check for check in self.checks if check.blocks and not check.ok), None)

    def and_(self, check: Check) -> Preflight:
        """Return these checks and one more."""
        return msgspec.structs.replace(self, checks=(*self.checks, check))


def of_authority(reached: Preflight, issuer: str, asked: bool) -> Check | None:
    """Return whether the product found our authority, as far as that is shown; None where nothing was to be seen.

    `asked` says whether anything was asked of it. A product that takes tokens unasked may know the keys from before.
    """
    refused = any(check.name == "credentials" and check.code == "refused" for check in reached.checks)
    if asked:
        return Check(name="authority", ok=True, params={"issuer": issuer})
    if not refused:
        return None
    return Check(name="authority", ok=False, code="not-asked", params={"issuer": issuer}, advice="check-issuer")
