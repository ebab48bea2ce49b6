"""A bundle's archive has one form: written twice it is the same, other programs read it, and no byte of it is free."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.certificate.zipform import NotCanonical, Unreadable, check_name, content, members_of, write
from harness.errors import OurFault

names = st.text("abcXYZ019._-", min_size=1, max_size=12).filter(lambda name: not check_name(name))
MEMBERS: dict[str, Path | bytes] = {"a/b.txt": b"one", "a/c.txt": b"", "certificate.json": b"{}" * 50}


def archive(members: dict[str, Path | bytes]) -> bytes:
    buffer = io.BytesIO()
    write(buffer, members)
    return buffer.getvalue()


@settings(max_examples=50)
@given(st.dictionaries(names, st.binary(max_size=60), max_size=6))
def test_other_programs_read_it(members: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(archive(dict(members)))) as read:
        assert read.testzip() is None
        assert {name: read.read(name) for name in read.namelist()} == members


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path, source = tmp_path / "a.zip", tmp_path / "source"
    source.write_bytes(b"x" * 3_000_000)
    path.write_bytes(archive(MEMBERS | {"large": source}))
    found = {member.name: b"".join(content(path, member)) for member in members_of(path)}
    assert found == {**MEMBERS, "large": source.read_bytes()}


def test_order_does_not_matter() -> None:
    assert archive(MEMBERS) == archive(dict(reversed(MEMBERS.items())))


def test_no_byte_is_free(tmp_path: Path) -> None:
    whole, path = archive(MEMBERS), tmp_path / "a.zip"
    chance = random.Random(1)
    for place in range(len(whole)):
        changed = bytearray(whole)
        changed[place] ^= 1 << chance.randrange(8)
        path.write_bytes(changed)
        with pytest.raises(NotCanonical):
            members_of(path)


@pytest.mark.parametrize(
    "change", [lambda b: b + b"\0", lambda b: b[:-1], lambda b: b"\0" + b, lambda b: b"", lambda b: b"PK\3\4"]
)
def test_nothing_before_and_nothing_behind(change: object, tmp_path: Path) -> None:
    assert callable(change)
    path = tmp_path / "a.zip"
    path.write_bytes(change(archive(MEMBERS)))
    with pytest.raises(NotCanonical):
        members_of(path)


@pytest.mark.parametrize("junk", [b"", b"PK", b"nothing\n", b"%PDF-1.7\n", b"\0" * 100_000, b"<!doctype html>"])
def test_what_is_no_zip_file_cannot_be_read(junk: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(junk)
    with pytest.raises(Unreadable, match="this is no ZIP file"):
        members_of(path)


def test_only_the_beginning_of_an_archive_cannot_be_read(tmp_path: Path) -> None:
    whole, path = archive(MEMBERS), tmp_path / "a.zip"
    for length in range(4, len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(Unreadable, match=f"only the beginning of the file came, {length} bytes"):
            members_of(path)


def test_what_was_altered_is_not_called_unreadable(tmp_path: Path) -> None:
    whole, path = archive(MEMBERS), tmp_path / "a.zip"
    flips = [(place, 1 << bit) for place in range(len(whole)) for bit in range(8)]
    ways = (whole[:place] + bytes([whole[place] ^ bit]) + whole[place + 1 :] for place, bit in flips)
    for changed in (*ways, whole[4:], b"stub" + whole, whole + b"more", whole[:100] + whole[101:]):
        path.write_bytes(changed)
        with pytest.raises(NotCanonical) as refused:
            members_of(path)
        assert not isinstance(refused.value, Unreadable)


def test_an_archive_packed_by_others_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as written:
        written.writestr("certificate.json", b"{}")
    with pytest.raises(NotCanonical):
        members_of(path)


@pytest.mark.parametrize("name", ["", "/a", "../a", "a/../b", "a//b", "a/", "ü", "a b", "x" * 241, "a\\b", "."])
def test_names_that_lead_elsewhere(name: str) -> None:
    assert check_name(name)
    with pytest.raises(OurFault):
        archive({name: b""})


def test_names_that_differ_in_case_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(archive({"A": b"1", "a": b"2"}))
    with pytest.raises(NotCanonical, match="case"):
        members_of(path)


@pytest.mark.parametrize("name", ["con", "requirements/con.yaml", "NUL.json", "a/com1/b", "Lpt9.x.y", "a.", "a./b"])
def test_names_that_no_file_has_on_windows(name: str) -> None:
    assert "Windows" in check_name(name)
    with pytest.raises(OurFault):
        archive({name: b""})


@pytest.mark.parametrize("name", ["icon.yaml", "console", "com10", "nul-1.json", "requirements/conforms.yaml", "a.b.c"])
def test_names_that_are_only_like_those(name: str) -> None:
    assert check_name(name) == ""
