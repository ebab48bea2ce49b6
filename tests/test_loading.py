"""A profile's folder is read whole, found by name, digested by what decides, and refused with file and line."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from tinyapi.bench import FOLDER

from harness.errors import ContractError, ProfileError
from harness.loading import deciding_files, find, load_bundle, profile_digest, shipped
from harness.profile import NotTested, RuleCall

REQUIREMENTS = "requirements/all.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the tiny profile, to be broken."""
    return shutil.copytree(FOLDER, tmp_path / "tiny", ignore=shutil.ignore_patterns("*.py", "__pycache__"))


def change(folder: Path, name: str, old: str, new: str) -> int:
    """Replace the first occurrence of a text in a file; return the line on which it stood."""
    file = folder / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def refusal(folder: Path) -> ProfileError:
    """Load a folder that must be refused."""
    with pytest.raises(ProfileError) as caught:
        load_bundle(folder)
    return caught.value


def test_a_profile_is_read_whole() -> None:
    bundle = load_bundle(FOLDER)
    first, *_, last = bundle.profile.requirements
    assert bundle.profile.name == "notes@1.0"
    assert first.rule == RuleCall(rule="sequence/1", with_={"workflow": "create-and-read", "steps": ["read"]})
    assert last.rule == NotTested(reason="Nobody can hear it.")
    assert {"create-and-read", "notified", "strangers"} <= set(bundle.workflows)
    assert bundle.contract.operation("createNote") is not None


def test_each_requirement_knows_its_line() -> None:
    text = (FOLDER / REQUIREMENTS).read_text(encoding="utf-8").splitlines()
    places = load_bundle(FOLDER).lines
    assert len(places) == len(re.findall(r"^- id:", "\n".join(text), re.MULTILINE))
    for name, place in places.items():
        file, _, line = place.rpartition(":")
        assert Path(file) == FOLDER / REQUIREMENTS
        assert text[int(line) - 1] == f"- id: {name}"


@pytest.mark.parametrize(
    "old, new, told",
    [
        ("id: N-002", "id: N-001", "the id N-001 is used twice"),
        ("class: core", "class: coar", "N-001: there is no class 'coar'"),
        ("role: keeper", "role: reader", "N-001: there is no role 'reader'"),
        ("source: {ref: tests}", "source: {ref: nobody}", "N-001: there is no source 'nobody'"),
        ("not_tested: Nobody can hear it.", "rule: schema/1", "N-005: nothing would be sent for it"),
        ("not_tested: Nobody can hear it.", "level: MAY", "N-005: a requirement has either a rule or a reason"),
        ("rule: schema/1", "rule: schema/1\n  not_tested: Both.", "N-002: a requirement has either a rule or a reason"),
        ("rule: schema/1", "rule: schema/1\n  applies: sometimes", "N-002: applies is `always` or a rule call"),
        ("probes: [{workflow: notified}]", "probes: [{workflow: told}]", "N-004: there is no workflow 'told'"),
        ("{setup: open-note}", "{setup: shut-note}", "N-002: there is no workflow 'shut-note'"),
        ("[createNote, changeNote]", "[createNote, editNote]", "N-002: there is no operation 'editNote'"),
        ("{fuzz: [createNote]", "{fuzz: [makeNote]", "N-002: there is no operation 'makeNote'"),
        ("operations: [listNotes]", "operations: [lostNotes]", "N-002: there is no operation 'lostNotes'"),
        ("needs: [inbound]", "needs: [outbound]", "N-004: 'outbound' is no need"),
        ("needs: [inbound]", "needs: ['identity:']", "N-004: 'identity:' is no need"),
        (
            "needs: [inbound]",
            "needs: ['fixture:place']",
            "N-004: needs 'fixture:place'",
        ),
    ],
)
def test_a_contradiction_is_told_with_the_requirements_line(folder: Path, old: str, new: str, told: str) -> None:
    if new == "level: MAY":
        # Neither a rule nor a reason: the line goes.
        change(folder, REQUIREMENTS, f"  {old}\n", "")
    else:
        change(folder, REQUIREMENTS, old, new)
    error = refusal(folder)
    assert told in error.message
    text = (folder / REQUIREMENTS).read_text(encoding="utf-8").splitlines()
    file, _, line = error.where.rpartition(":")
    assert Path(file) == folder / REQUIREMENTS
    assert text[int(line) - 1].startswith("- id: N-00")


@pytest.mark.parametrize(
    "file, old, new, told",
    [
        ("profile.yaml", "publisher: The tests", "publishr: The tests", "publishr"),
        ("profile.yaml", "title: Notes", "title: [Notes]", "expected text, found a list"),
        (REQUIREMENTS, "level: MUST", "level: WILL", "WILL"),
        (REQUIREMENTS, "probes: [{workflow: notified}]", "probes: [{}]", "exactly one of"),
    ],
)
def test_what_is_of_another_type_is_told_with_its_line(folder: Path, file: str, old: str, new: str, told: str) -> None:
    line = change(folder, file, old, new)
    error = refusal(folder)
    assert told in str(error)
    assert error.where == f"{folder / file}:{line}"


def test_a_workflow_has_one_definition(folder: Path) -> None:
    (original,) = (folder / "scenarios").glob("*.arazzo.yaml")
    shutil.copy(original, folder / "scenarios" / "zz.arazzo.yaml")
    error = refusal(folder)
    assert "is defined twice" in error.message
    assert error.where.endswith("zz.arazzo.yaml")


def test_no_file_from_outside_the_profile_is_read(folder: Path) -> None:
    change(folder, "profile.yaml", REQUIREMENTS, "../requirements.yaml")
    shutil.copy(folder / REQUIREMENTS, folder.parent / "requirements.yaml")
    assert "lies outside the profile" in refusal(folder).message


@pytest.mark.parametrize("name", ["profile.yaml", "openapi.yaml", REQUIREMENTS])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert str(folder / name) in str(refusal(folder))


def test_an_unreadable_description_is_the_profiles_error(folder: Path) -> None:
    (folder / "openapi.yaml").write_text("openapi: 3.1.0\npaths: [\n", encoding="utf-8")
    with pytest.raises(ContractError, match=re.escape("openapi.yaml")):
        load_bundle(folder)


def test_the_digest_changes_with_what_decides_and_with_nothing_else(folder: Path) -> None:
    before = profile_digest(folder)
    (folder / "README.md").write_text("Read me.", encoding="utf-8")
    (folder / "examples").mkdir()
    assert profile_digest(folder) == before == profile_digest(FOLDER)
    digests = {before}
    for file in deciding_files(folder):
        file.write_text(file.read_text(encoding="utf-8") + "# more\n", encoding="utf-8")
        digests.add(profile_digest(folder))
    assert len(digests) == len(deciding_files(folder)) + 1 > 4


def test_a_renamed_file_is_another_profile(folder: Path) -> None:
    before = profile_digest(folder)
    (original,) = (folder / "scenarios").glob("*.arazzo.yaml")
    original.rename(folder / "scenarios" / "other.arazzo.yaml")
    assert profile_digest(folder) != before


def test_what_is_shipped_is_found_by_its_name() -> None:
    assert "incident-transfer@1.0" in shipped()
    for name in shipped():
        profile_id, _, version = name.partition("@")
        assert (find(name).parent.name, find(name).name) == (profile_id, version)


def test_the_newest_version_is_found_by_number_and_not_by_letter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for version in ("1.2", "1.10", "1.9"):
        (tmp_path / "notes" / version).mkdir(parents=True)
        (tmp_path / "notes" / version / "profile.yaml").touch()
    (tmp_path / "notes" / "2.0").mkdir()
    monkeypatch.setattr("harness.loading.root", lambda kind: tmp_path)
    assert find("notes").name == "1.10"
    assert find("notes@1.2").name == "1.2"
    assert shipped() == ("notes@1.10", "notes@1.2", "notes@1.9")
    with pytest.raises(ProfileError, match=re.escape("notes@1.10, notes@1.2, notes@1.9")):
        find("notes@2.0")


def test_a_path_is_taken_as_it_is() -> None:
    assert find(str(FOLDER)) == FOLDER


@pytest.mark.parametrize(
    "name", ["", "nothing", "incident-transfer@9", "../profiles/incident-transfer", "_format", ".."]
)
def test_what_is_not_there_is_said_with_what_is(name: str) -> None:
    with pytest.raises(ProfileError) as caught:
        find(name)
    assert repr(name) in caught.value.message
    assert "incident-transfer@1.0" in caught.value.hint
