"""A bundle is split into volumes that are joined to the same bytes, or it is said which one is lacking."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from harness.canonical import canonical
from harness.certificate.volumes import ABOUT, LEAST, PART, join, size_of, split, volume_of
from harness.certificate.zipform import write
from harness.errors import DeclarationError, EvidenceError

DATA = bytes(range(256)) * 1000


@pytest.fixture
def volumes(tmp_path: Path) -> tuple[Path, ...]:
    bundle = tmp_path / "bundle.zip"
    bundle.write_bytes(DATA)
    return split(bundle, LEAST)


def joined(path: Path) -> bytes:
    target = io.BytesIO()
    join(path, target)
    return target.getvalue()


def test_any_volume_names_the_set(volumes: tuple[Path, ...]) -> None:
    assert [path.name for path in volumes] == [f"bundle-{n}of5.zip" for n in range(1, 6)]
    assert all(path.stat().st_size <= LEAST for path in volumes)
    assert all(joined(path) == DATA for path in volumes)
    assert all(zipfile.ZipFile(path).testzip() is None for path in volumes)


def test_one_that_is_lacking_is_named(volumes: tuple[Path, ...]) -> None:
    volumes[2].unlink()
    with pytest.raises(EvidenceError, match=r"volume 3 of 5 is not here"):
        joined(volumes[0])


def test_names_do_not_matter_and_strangers_are_left_aside(volumes: tuple[Path, ...], tmp_path: Path) -> None:
    volumes[1].rename(tmp_path / "a.zip")
    (tmp_path / "other.zip").write_bytes(b"something else")
    assert joined(volumes[0]) == DATA


def test_one_of_another_bundle_does_not_fit(volumes: tuple[Path, ...], tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    other = tmp_path / "b" / "bundle.zip"
    other.write_bytes(DATA[::-1])
    volumes[3].write_bytes(split(other, LEAST)[3].read_bytes())
    with pytest.raises(EvidenceError, match="volume 4 of 5"):
        joined(volumes[0])


@pytest.mark.parametrize("of", [0, 10**12])
def test_a_set_of_too_many_is_none(of: int, tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with path.open("wb") as target:
        write(target, {ABOUT: canonical({"bundle": "sha256:0", "size": 1, "number": 1, "of": of}), PART: b"x"})
    assert volume_of(path) is None


def test_what_is_no_volume_is_none(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(b"PK")
    assert volume_of(path) is None
    with pytest.raises(EvidenceError, match="no volume"):
        joined(path)


@pytest.mark.parametrize("text, octets", [("9MB", 9_000_000), ("64kb", 64_000), ("1GB", 10**9)])
def test_sizes_are_decimal(text: str, octets: int) -> None:
    if octets < LEAST:
        with pytest.raises(DeclarationError):
            size_of(text)
    else:
        assert size_of(text) == octets


@pytest.mark.parametrize("text", ["", "9", "9 MB", "0MB", "-1MB", "1KB", "9TB"])
def test_what_is_no_size_is_said(text: str) -> None:
    with pytest.raises(DeclarationError, match="no size"):
        size_of(text)
