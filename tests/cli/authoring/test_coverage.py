"""The table of what is tested is written, and a stale one is noticed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from cli.conftest import Said

from harness.cli.authoring.coverage import killers_of

Call = Callable[..., Said]


def test_it_is_written_and_then_fresh(hallmark: Call, tiny: Path, tmp_path: Path) -> None:
    folder = tmp_path / "notes"
    shutil.copytree(tiny, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    assert "is stale" in hallmark("coverage", folder, "--check").err
    said = hallmark("coverage", folder)
    assert (said.code, said.out) == (0, "")
    assert "| N-001 | MUST | core | workflow create-and-read |" in (folder / "COVERAGE.md").read_text(encoding="utf-8")
    assert hallmark("coverage", folder, "--check").code == 0
    (folder / "COVERAGE.md").write_text("old", encoding="utf-8")
    stale = hallmark("coverage", folder, "--check")
    assert stale.code == 3
    assert f"run `hallmark coverage {folder}`" in stale.err
    assert (folder / "COVERAGE.md").read_text(encoding="utf-8") == "old"


def test_the_killers_are_those_of_the_reference_partner() -> None:
    killers = killers_of("incident-transfer@1.0")
    assert "updates-after-closure" in killers["IT-011"]
    assert killers_of("notes@1.0") == {}
