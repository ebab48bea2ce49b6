"""Run files and profiles are checked without a product; what is wrong is said with file and line, all at once."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from cli.conftest import Said, run_file

from harness.authoring.scaffold import scaffold
from harness.content import root

Call = Callable[..., Said]


def test_what_is_right_passes_and_no_variable_need_be_set(
    hallmark: Call, tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NOTES_TOKEN")
    said = hallmark("lint", run_file(tmp_path, "${NOWHERE_URL}/api"), "--profile", tiny)
    assert (said.code, said.out) == (0, "1 file: nothing wrong\n"), said.err


@pytest.mark.parametrize(
    "lines, told",
    [
        ("limitz: {}\n", "hallmark.yaml:9: limitz: unknown key"),
        ("classes: [core, nonsense]\n", "notes@1.0 has no class 'nonsense'"),
        ("role: singer\n", "can test nothing in the role 'singer'"),
        (
            "known_deviations: [{requirement: N-777, owner: J. Example, reason: r, expires: '2999-01-01'}]\n",
            "hallmark.yaml: known_deviations: no requirement of notes@1.0 is called N-777",
        ),
    ],
)
def test_what_is_wrong_with_a_run_file_is_said(
    hallmark: Call, tiny: Path, tmp_path: Path, lines: str, told: str
) -> None:
    file = run_file(tmp_path, "http://127.0.0.1:9/api")
    file.write_text(file.read_text(encoding="utf-8") + lines, encoding="utf-8")
    said = hallmark("lint", file, "--profile", tiny)
    assert said.code == 3
    assert told in said.err


def test_a_secret_in_plain_is_refused(hallmark: Call, tiny: Path, tmp_path: Path) -> None:
    file = run_file(tmp_path, "http://127.0.0.1:9/api")
    file.write_text(file.read_text(encoding="utf-8").replace("${NOTES_TOKEN}", "hunter2"), encoding="utf-8")
    said = hallmark("lint", file, "--profile", tiny)
    assert said.code == 3
    assert "a secret is never written into this file" in said.err
    assert "hunter2" not in said.err


def test_a_profile_is_checked_once_whichever_of_its_files_are_named(hallmark: Call, tmp_path: Path) -> None:
    mine = scaffold("duty-roster", tmp_path)
    core = mine / "requirements" / "core.yaml"
    files = (mine / "openapi.yaml", core, mine)
    assert hallmark("lint", *files).out == "3 files: nothing wrong\n"
    core.write_text(core.read_text(encoding="utf-8").replace("rule: schema/1", "rule: schemer/1"), encoding="utf-8")
    said = hallmark("lint", *files)
    assert said.code == 3
    assert said.err.count("schemer/1") == 1
    assert "requirements/core.yaml:3" in said.err


def test_it_knows_all_that_profile_lint_knows(hallmark: Call, tmp_path: Path) -> None:
    mine = scaffold("duty-roster", tmp_path)
    shutil.rmtree(mine / "examples" / "DR-01")
    lesser, whole = hallmark("lint", mine), hallmark("profile", "lint", mine)
    assert (lesser.code, lesser.err) == (whole.code, whole.err)
    assert "there is no example that violates" in lesser.err


def test_all_that_is_wrong_is_said_at_once(hallmark: Call, tiny: Path, tmp_path: Path) -> None:
    file = run_file(tmp_path, "http://127.0.0.1:9/api")
    mine = shutil.copytree(tiny, tmp_path / "mine")
    (mine / "profile.yaml").write_text("id: [\n", encoding="utf-8")
    said = hallmark("lint", file, mine)
    assert said.code == 3
    assert "there is no profile 'notes@1.0'" in said.err
    assert "profile.yaml" in said.err


@pytest.mark.parametrize("profile", sorted(p.parent for p in root("profiles").glob("*/*/profile.yaml")), ids=str)
def test_the_profiles_that_are_carried_are_sound(hallmark: Call, profile: Path) -> None:
    assert hallmark("lint", profile).code == 0


def test_the_template_of_a_run_file_is_sound(hallmark: Call) -> None:
    assert hallmark("lint", root("reports") / "templates" / "hallmark.yaml").code == 0
