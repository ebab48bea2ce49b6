"""Keeps what became of a session's one run in a small file in its folder, for the session's other processes."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

STATE: Final = "pytest.json"


class State(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the session's one run."""

    by: str
    """The worker that gathers; empty for the process that the person started."""
    process: int
    """Its number, for whoever looks for what became of it."""
    done: bool = False
    error: str = ""
    """Why nothing can be judged; empty: it can, or it is still being gathered."""
    faults: tuple[str, ...] = ()
    """Faults of ours on the way; never counted against the product."""
    lines: tuple[str, ...] = ()
    """The verdicts, for the session's last words."""
    facts: dict[str, str] = {}
    """What was tested and by what, by name."""


def read_state(folder: Path) -> State | None:
    """Return what became of the run in a folder; None where none was begun."""
    path = folder / STATE
    return msgspec.json.decode(path.read_bytes(), type=State) if path.is_file() else None


def write_state(folder: Path, state: State) -> None:
    """Write it whole or not at all."""
    partial = folder / f"{STATE}.part"
    partial.write_bytes(msgspec.json.encode(state))
    partial.replace(folder / STATE)
