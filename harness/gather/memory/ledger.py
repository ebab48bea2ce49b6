"""Notes which partitions were gathered to their end, in a file of the run's folder, so that a run can go on."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

FILE: Final = "done.txt"


def note(folder: Path, partition: str) -> None:
    """Add a partition; the line is handed to the kernel in one write, so that `kill -9` loses none."""
    line = partition.encode("unicode_escape") + b"\n"
    file = os.open(folder / FILE, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    try:
        os.write(file, line)
    finally:
        os.close(file)


def noted(folder: Path) -> frozenset[str]:
    """Return the partitions that were noted; a last line without its end says nothing."""
    path = folder / FILE
    whole = path.read_bytes().rpartition(b"\n")[0] if path.exists() else b""
    return frozenset(line.decode("unicode_escape") for line in whole.split(b"\n") if line)
