"""A bundle's archive has one form: written twice it is the same, other programs read it, and no byte of it is free."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.certificate.zipform import NotCanonical, check_name, content, members_of, write
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
