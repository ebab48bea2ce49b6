"""Two runs, or a run and a baseline, are laid side by side; the difference decides nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import msgspec
from cli.conftest import Said

from harness.cli.checking.snapshots import snapshot_of
from harness.gate.baseline import write

Call = Callable[..., Said]


def test_a_run_is_like_itself(a_run: Path, hallmark: Call) -> None:
    said = hallmark("diff", a_run, a_run / "evidence.jsonl.gz")
    assert (said.code, said.err) == (0, "")
    assert "requirements are as they were" in said.out


def test_a_baseline_can_stand_for_its_run(a_run: Path, hallmark: Call, tmp_path: Path) -> None:
    taken = snapshot_of(a_run)
    fewer = dict(list(taken.parts[0].requirements.items())[1:])
    parts = (msgspec.structs.replace(taken.parts[0], requirements=fewer),)
    (tmp_path / "main.json").write_bytes(write(msgspec.structs.replace(taken, parts=parts)))
    value = json.loads(hallmark("diff", tmp_path / "main.json", a_run, "--json").out)
    assert [r["change"] for r in value["requirements"]].count("new") == 1


def test_what_is_neither_is_said(a_run: Path, hallmark: Call, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{}", encoding="utf-8")
    said = hallmark("diff", tmp_path / "x.json", a_run)
    assert said.code == 3
    assert "no baseline of Hallmark's" in said.err
