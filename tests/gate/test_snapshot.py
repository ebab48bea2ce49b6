"""A snapshot holds of a judged run what a comparison needs, and nothing of what was exchanged."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import pytest
from building import NOTES
from test_judgement import gathered

from harness.gate.snapshot import Snapshot, snapshot
from harness.judgement import COPIES, judge
from harness.verdict import Outcome


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder = tmp_path_factory.mktemp("run")
    gathered(folder, broken=True)
    shutil.copytree(NOTES, folder / COPIES / "notes" / "1.0")
    return snapshot(judge(folder), "sha256:evidence")


def test_every_requirement_has_its_outcome(taken: Snapshot) -> None:
    (part,) = taken.parts
    assert part.name == "notes/keeper" or part.name.startswith("notes/")
    violated = {name: told for name, told in part.requirements.items() if told.outcome is Outcome.VIOLATES}
    assert violated
    assert all(told.causes and told.failed for told in violated.values())
    assert set(part.requirements) <= set(part.known)


def test_what_was_exercised_is_counted(taken: Snapshot) -> None:
    (part,) = taken.parts
    assert {o.answered for o in part.operations.values()} > {0}
    assert sum(o.answered for o in part.operations.values()) == 4
    assert any(seen.timing is not None for seen in part.classes.values())


def test_nothing_of_the_exchanges_is_kept(taken: Snapshot) -> None:
    data = msgspec.json.encode(taken)
    assert len(data) < 20_000
    assert b"Bearer" not in data
    assert b"HTTP/1.1" not in data


def test_the_same_evidence_gives_the_same_snapshot(tmp_path: Path) -> None:
    made = []
    for name in ("a", "b"):
        gathered(tmp_path / name)
        shutil.copytree(NOTES, tmp_path / name / COPIES / "notes" / "1.0")
        made.append(snapshot(judge(tmp_path / name)))
    assert made[0] == made[1]
