"""What is disclosed proves its place under the seal; whatever is changed in it is found."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from bundled import run_in

from harness import archive
from harness.archive.disclosed import DISCLOSED, disclose, read_disclosed
from harness.errors import EvidenceError
from harness.evidence import ExchangeId


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return run_in(tmp_path / "run") / "evidence.jsonl.gz"


def disclosed(run: Path, withheld: set[ExchangeId]) -> Path:
    path = run.parent / DISCLOSED
    with path.open("wb") as target:
        assert disclose(run, withheld, target) == len(withheld)
    return path


def test_what_is_left_is_read_and_the_rest_is_not(run: Path) -> None:
    whole = list(archive.read(run).observations)
    path = disclosed(run, {whole[0].id, whole[2].id})
    evidence, found = read_disclosed(path)
    assert list(evidence.observations) == [whole[1]]
    assert (evidence.context, evidence.footer) == (archive.read(run).context, archive.read(run).footer)
    assert (found.withheld(), found.seal) == (2, archive.seal_of(run))
    assert whole[0].request.head not in path.read_bytes()  # type: ignore[union-attr]


def test_nothing_and_everything_can_be_withheld(run: Path) -> None:
    whole = list(archive.read(run).observations)
    assert list(read_disclosed(disclosed(run, set()))[0].observations) == whole
    assert list(read_disclosed(disclosed(run, {o.id for o in whole}))[0].observations) == []


def test_two_hundred_changes_are_found(run: Path) -> None:
    whole = list(archive.read(run).observations)
    path = disclosed(run, {whole[1].id})
    data, chance = path.read_bytes(), random.Random(3)
    for _ in range(200):
        at = chance.randrange(len(data))
        path.write_bytes(data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :])
        with pytest.raises(EvidenceError):
            list(read_disclosed(path)[0].observations)


@pytest.mark.parametrize("move", ["swap", "drop", "double", "cut", "more"])
def test_lines_that_were_moved_are_found(move: str, run: Path) -> None:
    whole = list(archive.read(run).observations)
    path = disclosed(run, {whole[1].id})
    lines = path.read_bytes().splitlines(keepends=True)
    lines = {
        "swap": [lines[0], lines[2], lines[1], *lines[3:]],
        "drop": [*lines[:2], *lines[3:]],
        "double": [*lines[:2], lines[1], *lines[2:]],
        "cut": lines[:-1],
        "more": [*lines, lines[1]],
    }[move]
    path.write_bytes(b"".join(lines))
    with pytest.raises(EvidenceError):
        list(read_disclosed(path)[0].observations)
