"""A run's folder and its sealed file give the same snapshot, with the digest of the evidence."""

from __future__ import annotations

from pathlib import Path

from harness.archive import digest_of_evidence
from harness.cli.checking.snapshots import either, repeated, snapshot_of
from harness.gate.baseline import write


def test_folder_and_file_are_one(a_run: Path, tmp_path: Path) -> None:
    taken = snapshot_of(a_run)
    assert taken == snapshot_of(a_run / "evidence.jsonl.gz") == either(a_run)
    assert taken.evidence == digest_of_evidence(a_run)
    assert "machine " in taken.machine
    (tmp_path / "main.json").write_bytes(write(taken))
    assert either(tmp_path / "main.json") == taken


def test_a_run_that_is_its_own_repetition_holds_no_flake(a_run: Path) -> None:
    told = repeated(a_run, a_run)
    assert told.judged > 0
    assert told.flaky == ()
