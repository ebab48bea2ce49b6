"""`hallmark profile docs` writes pages into a folder, of a folder or of a packed profile."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cli.conftest import Said

from harness.authoring.packing import pack
from harness.authoring.scaffold import scaffold

Call = Callable[..., Said]


def test_pages_are_written(hallmark: Call, tmp_path: Path) -> None:
    folder = scaffold("duty-roster", tmp_path)
    said = hallmark("profile", "docs", folder, "--out", tmp_path / "a")
    assert (said.code, said.out) == (0, f"wrote 2 pages; open {tmp_path / 'a' / 'index.html'}\n")
    pack(folder, tmp_path / "duty.zip")
    assert hallmark("profile", "docs", tmp_path / "duty.zip", "--out", tmp_path / "b").code == 0
    assert (tmp_path / "b" / "index.html").read_bytes() == (tmp_path / "a" / "index.html").read_bytes()


def test_a_profile_that_is_not_there(hallmark: Call, tmp_path: Path) -> None:
    said = hallmark("profile", "docs", "nowhere", "--out", tmp_path / "a")
    assert said.code == 3
    assert not (tmp_path / "a").exists()
