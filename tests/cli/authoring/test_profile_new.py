"""`hallmark profile new` writes a profile that its own lint takes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cli.conftest import Said

Call = Callable[..., Said]


def test_what_is_written_passes_lint(hallmark: Call, tmp_path: Path) -> None:
    said = hallmark("profile", "new", "duty-roster", "--dir", tmp_path, "--title", "Duty rosters")
    assert said.code == 0, said.err
    folder = tmp_path / "duty-roster" / "0.1"
    assert f"next: hallmark profile lint {folder}" in said.out
    assert hallmark("profile", "lint", folder).code == 0
    assert hallmark("lint", folder).code == 0


def test_what_is_there_stays(hallmark: Call, tmp_path: Path) -> None:
    hallmark("profile", "new", "duty", "--dir", tmp_path)
    said = hallmark("profile", "new", "duty", "--dir", tmp_path)
    assert said.code == 3
    assert "something is there already" in said.err
