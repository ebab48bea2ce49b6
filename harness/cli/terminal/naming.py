"""Names a run, and draws its seed: the two things about it that are left to chance."""

from __future__ import annotations

import secrets as chance
from datetime import UTC, datetime


def new_run() -> str:
    """Return a name for a run: when it began, and letters that no other run of that minute has."""
    return f"{datetime.now(UTC):%Y%m%d-%H%M}-{chance.token_hex(2)}"


def new_seed() -> int:
    """Draw a seed; it is printed, so that the run can be repeated."""
    return chance.randbelow(1_000_000)
