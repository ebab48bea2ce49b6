"""Files that cannot be read, or name what is not there, are told of all at once."""

from __future__ import annotations

from pathlib import Path

from harness.authoring.files import wrong_files


def test_a_sound_profile_has_nothing_wrong(roster: Path) -> None:
    assert list(wrong_files(roster)) == []


def test_a_profile_without_a_requirement_tests_nothing(roster: Path) -> None:
    (roster / "requirements" / "core.yaml").write_text("[]", encoding="utf-8")
    (flaw,) = wrong_files(roster)
    assert "there is no requirement, so nothing would be tested" in flaw.message
    assert flaw.where.startswith(f"{roster / 'profile.yaml'}:")


def test_a_file_that_leads_outside_is_not_read(roster: Path, tmp_path: Path) -> None:
    core = roster / "requirements" / "core.yaml"
    core.rename(tmp_path / "elsewhere.yaml")
    core.symlink_to(tmp_path / "elsewhere.yaml")
    (flaw,) = wrong_files(roster)
    assert "lies outside the profile" in flaw.message
