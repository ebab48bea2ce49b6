"""A bundle that another program packed is restored in one call."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

from bundled import bundle_in
from cli.conftest import Said

Call = Callable[..., Said]


def test_it_is_restored(hallmark: Call, tmp_path: Path) -> None:
    bundle, again, out = bundle_in(tmp_path), tmp_path / "again.zip", tmp_path / "out.zip"
    with zipfile.ZipFile(bundle) as source, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, source.read(name))
    refuted = hallmark("verify", again, "--allow-unknown-signer", "--as-of", "2026-08-20")
    assert (refuted.code, "hallmark repack" in refuted.out) == (1, True)
    assert hallmark("repack", again, "--out", out).code == 0
    assert out.read_bytes() == bundle.read_bytes()


def test_what_cannot_be_restored_is_left(hallmark: Call, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"nothing")
    said = hallmark("repack", tmp_path / "x.zip", "--out", tmp_path / "out.zip")
    assert (said.code, list(tmp_path.glob("out*"))) == (3, [])
