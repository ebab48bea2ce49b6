"""Makes what the verbs `gate` and `diff` compare: of a run by judging it again, or of a baseline by reading it."""

from __future__ import annotations

from pathlib import Path

from harness.archive import digest_of_evidence
from harness.archive.journal import SEALED
from harness.gate.baseline import read
from harness.gate.snapshot import Snapshot, snapshot
from harness.judgement import judge


def snapshot_of(path: Path) -> Snapshot:
    """Return the snapshot of a sealed file or the folder of a run; it is judged anew, offline.

    Raises EvidenceError and ProfileError as judging does.
    """
    judgement = judge(path)
    sealed = path.is_file() or (path / SEALED).is_file()
    return snapshot(judgement, digest_of_evidence(path) if sealed else "")


def either(path: Path) -> Snapshot:
    """Return the snapshot of a run or of a baseline file. Raises BaselineError too."""
    if path.is_file() and path.read_bytes()[:1] == b"{":
        return read(path)
    return snapshot_of(path)
