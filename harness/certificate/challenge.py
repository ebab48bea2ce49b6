"""Poses a challenge: a buyer's signed word with what seed and profile, and in what time, evidence is to be gathered."""

from __future__ import annotations

from typing import Final

import msgspec

from harness.days import day

CHALLENGE: Final = "https://hallmark.example.org/challenge/v1"
"""The predicate's type (in-toto Attestation Framework 1.0)."""


class Challenge(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a buyer asks of one supplier for one tender. It keeps a run from being chosen after it was seen."""

    tender: str
    supplier: str
    profile: str
    """`id@version`."""
    profile_digest: str
    seed: int
    """Drawn by the buyer, so that nobody could look for a lucky one."""
    opens: str
    """The first day on which the run may begin, `YYYY-MM-DD`."""
    closes: str
    """The last day on which the certificate may be stamped."""
    exchanges: int = 0
    """The least that the run must have exchanged."""

    def __post_init__(self) -> None:
        if day(self.opens) > day(self.closes):
            raise ValueError("it closes before it opens")
