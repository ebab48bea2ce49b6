"""A bundle that was packed again is restored to the byte; where a content differs, nothing is restored."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from bundled import bundle_in

from harness.certificate.repacking import repack
from harness.errors import EvidenceError


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bundle_in(tmp_path_factory.mktemp("bundle"))


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as whole:
        return {name: whole.read(name) for name in whole.namelist()}


def packed(contents: dict[str, bytes], path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        target.mkdir("reports")
        for name, data in reversed(list(contents.items())):
            target.writestr(name, data)
    return path


def restored(path: Path, folder: Path) -> tuple[bytes, tuple[str, ...]]:
    folder.mkdir(exist_ok=True)
    target = io.BytesIO()
    left = repack(path, folder, target)
    return target.getvalue(), left


def test_it_is_restored_to_the_byte(bundle: Path, tmp_path: Path) -> None:
    again = packed(members(bundle) | {"__MACOSX/x": b"junk", "Thumbs.db": b"junk"}, tmp_path / "again.zip")
    data, left = restored(again, tmp_path / "out")
    assert data == bundle.read_bytes()
    assert left == ("Thumbs.db", "__MACOSX/x")


@pytest.mark.parametrize("name", ["verdict.json", "evidence.jsonl.gz", "reports/report.txt"])
def test_what_differs_is_not_restored(name: str, bundle: Path, tmp_path: Path) -> None:
    contents = members(bundle)
    with pytest.raises(EvidenceError, match="is not what was signed"):
        restored(packed(contents | {name: contents[name] + b"\n"}, tmp_path / "a.zip"), tmp_path / "out")
    del contents[name]
    with pytest.raises(EvidenceError, match="is missing"):
        restored(packed(contents, tmp_path / "b.zip"), tmp_path / "out")


def test_hostile_archives_are_refused(bundle: Path, tmp_path: Path) -> None:
    contents = members(bundle)
    bomb = packed({**contents, "reports/zeros": bytes(20 << 20)}, tmp_path / "bomb.zip")
    assert restored(bomb, tmp_path / "out")[1] == ("reports/zeros",)
    (tmp_path / "junk.zip").write_bytes(b"PK\x05\x06junk")
    with pytest.raises(EvidenceError, match="cannot be read"):
        restored(tmp_path / "junk.zip", tmp_path / "out")
    with pytest.raises(EvidenceError, match="no bundle"):
        restored(packed({"../../x": b"", "/etc/y": b"", "z": b""}, tmp_path / "c.zip"), tmp_path / "out")
    assert not (tmp_path / "x").exists()
    twice = tmp_path / "twice.zip"
    with zipfile.ZipFile(twice, "w") as target:
        target.writestr("a", b"1")
        with pytest.warns(UserWarning, match="Duplicate"):
            target.writestr("a", b"2")
    with pytest.raises(EvidenceError, match="stands twice"):
        restored(twice, tmp_path / "out")
