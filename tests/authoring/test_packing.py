"""A packed profile is one file of one form; whatever else comes in its place is refused."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from harness.authoring.packing import KIND, SIGNATURE, Published, pack, unpack
from harness.certificate import zipform
from harness.certificate.keys import PrivateKey, key_id, new_key
from harness.certificate.word import give
from harness.errors import ProfileError
from harness.loading import load_bundle


@pytest.fixture(scope="module")
def key() -> PrivateKey:
    return new_key("ed25519")


def _rewritten(path: Path, **changes: bytes | None) -> Path:
    """Write the archive anew with members changed, added or left out."""
    members = {m.name: b"".join(zipform.content(path, m)) for m in zipform.members_of(path)}
    for name, data in changes.items():
        members.pop(name, None)
        if data is not None:
            members[name] = data
    target = path.with_name("changed.zip")
    with target.open("wb") as file:
        zipform.write(file, dict(members))
    return target


def test_what_is_packed_comes_out_again_and_the_same_gives_the_same(roster: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "a.zip", tmp_path / "b.zip"
    assert pack(roster, first) == pack(roster, second)
    assert first.read_bytes() == second.read_bytes()
    found = unpack(first, {})
    assert found.signed_by == ()
    assert dict(found.files) == {
        path.relative_to(roster).as_posix(): path.read_bytes() for path in roster.rglob("*") if path.is_file()
    }


def test_a_signature_names_every_file(roster: Path, tmp_path: Path, key: PrivateKey) -> None:
    path = tmp_path / "a.zip"
    pack(roster, path, key)
    name = key_id(key.public_key())
    assert unpack(path, {name: key.public_key()}).signed_by == (name,)
    assert SIGNATURE not in unpack(path, {}).files
    other = new_key("ecdsa-p256").public_key()
    assert unpack(path, {key_id(other): other}).signed_by == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"profile.yaml": b"id: other\n"},
        {"examples/DR-01/violates/no-title.json": None},
        {"examples/DR-01/violates/more.json": b"{}"},
    ],
    ids=["changed", "left-out", "added"],
)
def test_what_was_changed_after_it_was_signed(
    roster: Path, tmp_path: Path, key: PrivateKey, changes: dict[str, bytes | None]
) -> None:
    pack(roster, tmp_path / "a.zip", key)
    changed = _rewritten(tmp_path / "a.zip", **changes)
    with pytest.raises(ProfileError, match="the signature does not hold"):
        unpack(changed, {})


def test_a_statement_without_files_signs_nothing(roster: Path, tmp_path: Path, key: PrivateKey) -> None:
    pack(roster, tmp_path / "a.zip")
    profile = load_bundle(roster).profile
    said = Published(profile=profile.name, publisher="somebody", digest=profile.digest)
    changed = _rewritten(tmp_path / "a.zip", **{SIGNATURE: give(KIND, said, {}, key)})
    with pytest.raises(ProfileError, match="what was signed are not these files"):
        unpack(changed, {})


@pytest.mark.parametrize("name", ["run.py", "conftest.py", "examples/x.json", "requirements/a/b.yaml", "README"])
def test_what_is_no_part_of_a_profile_is_refused(roster: Path, tmp_path: Path, name: str) -> None:
    pack(roster, tmp_path / "a.zip")
    with pytest.raises(ProfileError, match="is no part of a profile"):
        unpack(_rewritten(tmp_path / "a.zip", **{name: b"x"}), {})


def test_without_its_main_file_it_is_no_profile(roster: Path, tmp_path: Path) -> None:
    pack(roster, tmp_path / "a.zip")
    with pytest.raises(ProfileError, match=r"no profile\.yaml"):
        unpack(_rewritten(tmp_path / "a.zip", **{"profile.yaml": None}), {})


@pytest.mark.parametrize("name", ["../profile.yaml", "/profile.yaml", "scenarios/../../x.yaml", "a\\b.yaml"])
def test_names_that_lead_out_of_the_archive(tmp_path: Path, name: str) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(name, "id: x\n")
    path = tmp_path / "a.zip"
    path.write_bytes(held.getvalue())
    with pytest.raises(ProfileError, match="no packed profile"):
        unpack(path, {})


def test_archives_of_another_form(roster: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(roster / "profile.yaml", "profile.yaml")
    with pytest.raises(ProfileError, match="no packed profile"):
        unpack(path, {})
    path.write_bytes(b"not an archive")
    with pytest.raises(ProfileError, match="no packed profile"):
        unpack(path, {})


def test_a_file_that_cannot_be_published_is_named(roster: Path, tmp_path: Path) -> None:
    (roster / "notes.yaml").write_text("x", encoding="utf-8")
    with pytest.raises(ProfileError, match=r"notes\.yaml cannot be published"):
        pack(roster, tmp_path / "a.zip")


def test_the_description_of_an_imagined_product_is_packed(for_any: Path, tmp_path: Path) -> None:
    pack(for_any, tmp_path / "packed.zip")
    assert "reference.yaml" in unpack(tmp_path / "packed.zip", {}).files


def test_names_that_differ_in_capital_letters_alone_are_not_published(roster: Path, tmp_path: Path) -> None:
    conforms = roster / "examples" / "DR-01" / "conforms"
    for name in ("one.json", "ONE.json"):
        (conforms / name).write_text("{}", encoding="utf-8")
    if len(list(conforms.glob("*.json"))) < 3:  # this system does not tell capital letters apart
        return
    with pytest.raises(ProfileError, match="differ in capital letters alone"):
        pack(roster, tmp_path / "packed.zip")


def test_nothing_outside_of_the_profile_is_published(roster: Path, tmp_path: Path) -> None:
    (tmp_path / "private.json").write_text("{}", encoding="utf-8")
    (roster / "examples" / "DR-01" / "conforms" / "mine.json").symlink_to(tmp_path / "private.json")
    with pytest.raises(ProfileError, match="mine.json leads out of the profile"):
        pack(roster, tmp_path / "packed.zip")


def test_messages_name_the_file_that_was_given(tmp_path: Path) -> None:
    (tmp_path / "kept.zip").write_bytes(b"")
    with pytest.raises(ProfileError) as caught:
        unpack(tmp_path / "kept.zip", {}, "roster.zip")
    assert caught.value.where == "roster.zip"
