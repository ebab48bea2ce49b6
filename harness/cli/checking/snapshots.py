"""Makes what the verbs `gate` and `diff` compare: of a run by judging it again, or of a baseline by reading it."""

from __future__ import annotations

from pathlib import Path

from harness.archive import digest_of_evidence
from harness.archive.journal import SEALED
from harness.gate.about_requirements import flakes_of
from harness.gate.baseline import read
from harness.gate.snapshot import Snapshot, snapshot
from harness.gate.standing import same_build
from harness.judgement import judge
from harness.render.report import Flakes


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


def repeated(run: Path, rerun: Path) -> Flakes:
    """Return what failed in a run and was met in its repetition. Raises BaselineError where they are of two builds."""
    after, again = snapshot_of(run), snapshot_of(rerun)
    same_build(after, again)
    parts = {part.name: part for part in after.parts}
    told = [(name, parts[part].requirements[name]) for part, name in sorted(flakes_of(after, again))]
    return Flakes(
        judged=sum(len(part.requirements) for part in after.parts),
        flaky=tuple((name, one.failed, one.cases) for name, one in told),
    )
