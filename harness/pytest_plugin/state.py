"""Keeps what became of a session's one run in a small file in its folder, for the session's other processes."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

import msgspec

from harness.pytest_plugin.errand import Shown

STATE: Final = "pytest.json"


class State(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the session's one run."""

    by: str
    """The worker that gathers; empty for the process that the person started."""
    process: int
    """Its number, for whoever looks for what became of it."""
    gatherer: int = 0
    """Number of the process that gathers for it."""
    done: bool = False
    error: str = ""
    """Why nothing can be judged; empty: it can, or it is still being gathered."""
    faults: tuple[str, ...] = ()
    """Faults of ours on the way; never counted against the product."""
    lines: tuple[str, ...] = ()
    """The verdicts, for the session's last words."""
    facts: dict[str, str] = {}
    """What was tested and by what, by name."""
    shown: tuple[Shown, ...] = ()
    """The findings."""
    items: int = 0
    """How many of them are items of pytest."""
    digest: str = ""
    """SHA-256 of the evidence that they rest on, in hexadecimal."""
    unwritten: str = ""
    """Why the reports are not whole; empty: they are, or they are still being written."""

    @property
    def evidence(self) -> str:
        """Return the path of the sealed file; '' where there is none."""
        return self.facts.get("Evidence", "")

    def finding(self, requirement: str, profile: str, role: str) -> Shown:
        """Return the finding on a requirement; raises LookupError where the verdict has none."""
        for one in self.shown:
            if (one.requirement, one.profile, one.role) == (requirement, profile, role):
                return one
        raise LookupError(f"the verdict has no finding on {requirement}")


def read_state(folder: Path) -> State | None:
    """Return what became of the run in a folder; None where none was begun."""
    path = folder / STATE
    return msgspec.json.decode(path.read_bytes(), type=State) if path.is_file() else None


def write_state(folder: Path, state: State) -> None:
    """Write it whole or not at all."""
    partial = folder / f"{STATE}.part"
    partial.write_bytes(msgspec.json.encode(state))
    partial.replace(folder / STATE)


def digest_of(evidence: str) -> str:
    """Return the SHA-256 of a sealed file, in hexadecimal; '' where there is none."""
    if not evidence or not Path(evidence).is_file():
        return ""
    with Path(evidence).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
