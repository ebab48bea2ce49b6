"""A bundle that another program packed is restored in one call."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from bundled import KEY, bundle_in
from cli.conftest import Said

from harness.certificate.keys import private_pem
from harness.certificate.volumes import LEAST, split
from harness.certificate.zipform import write

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


def test_volumes_are_put_together(hallmark: Call, tmp_path: Path) -> None:
    bundle, out = bundle_in(tmp_path), tmp_path / "out.zip"
    first, *_ = split(bundle, LEAST)
    assert hallmark("repack", first, "--out", out).code == 0
    assert out.read_bytes() == bundle.read_bytes()


@pytest.mark.parametrize(
    "verb",
    [
        ("countersign", "--key", "signing.pem"),
        ("disclose", "--withhold", "IT-022"),
        ("timestamp", "--query"),
        ("encrypt", "--to", "age1z66ax20e79c9ajgx0tkpzcyqra8zm6teneuc4n3u4krvyuwn3yysx9j02r"),
    ],
)
def test_whoever_adds_to_a_bundle_is_told_of_what_is_none(
    verb: tuple[str, ...], hallmark: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "signing.pem").write_bytes(private_pem(KEY))
    volume, *_ = split(bundle_in(tmp_path), LEAST)
    name, *given = verb
    out = ("x",) if name == "timestamp" else ("--out", "x")
    said = hallmark(name, volume, *given, *out)
    assert (said.code, "hallmark repack" in said.err, (tmp_path / "x").exists()) == (3, True, False)
    other = tmp_path / "other.zip"
    with other.open("wb") as target:
        write(target, {"a.txt": b"a"})
    said = hallmark(name, other, *given, *out)
    assert (said.code, "this is no bundle" in said.err) == (3, True)


def test_what_cannot_be_restored_is_left(hallmark: Call, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"nothing")
    said = hallmark("repack", tmp_path / "x.zip", "--out", tmp_path / "out.zip")
    assert (said.code, list(tmp_path.glob("out*"))) == (3, [])
