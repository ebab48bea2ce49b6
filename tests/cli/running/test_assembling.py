"""The run file and the command line come together; the command line wins."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli.conftest import TOKENS, run_file

from harness.auth import Bearer
from harness.cli.running.assembling import assemble, declaration_of, environment, orders
from harness.errors import DeclarationError, ProfileError
from harness.loading import find
from harness.sealed import Secret

URL = "http://127.0.0.1:9/api"


def test_the_command_line_wins_over_the_file(tiny: Path, tmp_path: Path) -> None:
    config = run_file(tmp_path, URL)
    plain = declaration_of(config, "", "", "", TOKENS)
    assert (plain.declaration.profiles, plain.folder, plain.profiles) == (("notes@1.0",), tmp_path, ())
    other = declaration_of(config, str(tiny), "keeper", "http://127.0.0.1:8/x", TOKENS)
    assert other.declaration.profiles == ("notes@1.0",)
    assert other.declaration.role == "keeper"
    assert other.declaration.target.base == "http://127.0.0.1:8/x"
    assert other.declaration.target.auth == plain.declaration.target.auth
    assert other.profiles == (tiny.resolve(),)


def test_a_profile_and_a_url_are_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    declared = declaration_of(None, "incident-transfer@1.0", "", URL, {})
    assert declared.declaration.product.name == "unnamed product"
    assert declared.declaration.profiles == ("incident-transfer@1.0",)
    run_file(tmp_path, "http://127.0.0.1:7/api")
    assert declaration_of(None, "", "", "", TOKENS).declaration.target.base == "http://127.0.0.1:7/api"


@pytest.mark.parametrize(
    "profile, url, error",
    [("", URL, DeclarationError), ("incident-transfer", "nonsense", DeclarationError), ("nobody", URL, ProfileError)],
)
def test_what_is_missing_is_said(
    profile: str, url: str, error: type[Exception], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(error):
        declaration_of(None, profile, "", url, {})


def test_everything_for_a_run_is_put_together(tiny: Path, tmp_path: Path) -> None:
    declared = declaration_of(run_file(tmp_path, URL), str(tiny), "", "", TOKENS)
    assembled = assemble(declared, 7, (), TOKENS)
    assert assembled.plan.seed == 7
    assert assembled.plan.aims[0].role == "keeper"
    assert assembled.plan.aims[0].classes == ("core", "calls")
    auth = assembled.declaration.target.auth
    assert isinstance(auth, Bearer)
    assert isinstance(auth.token, Secret)
    made = orders(assembled, tmp_path / "run", "r1", lambda event: None)
    assert (made.run, made.folder, made.profiles) == ("r1", tmp_path / "run", (tiny.resolve(),))
    assert made.hooks_in == tmp_path


def test_a_dry_run_needs_no_secret(tiny: Path, tmp_path: Path) -> None:
    declared = declaration_of(run_file(tmp_path, URL), str(tiny), "", "", {})
    assert assemble(declared, 7, (), {}, secrets=False).plan.partitions
    with pytest.raises(DeclarationError, match="NOTES_TOKEN is not set"):
        assemble(declared, 7, (), {})


def test_a_role_without_a_test_is_refused(tmp_path: Path) -> None:
    declared = declaration_of(run_file(tmp_path, URL), "incident-transfer", "bystander", "", TOKENS)
    with pytest.raises(ProfileError, match="can test nothing in the role 'bystander'"):
        assemble(declared, 7, (), TOKENS)


def test_a_rule_that_cannot_be_put_to_work_is_said_before_anything_is_sent(tiny: Path, tmp_path: Path) -> None:
    import shutil

    folder = tmp_path / "p"
    shutil.copytree(tiny, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    file = folder / "requirements" / "all.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("steps: [read]", "steps: [gone]"), encoding="utf-8")
    with pytest.raises(ProfileError, match="gone") as caught:
        assemble(declaration_of(run_file(tmp_path, URL), str(folder), "", "", TOKENS), 7, (), TOKENS)
    assert "all.yaml:1" in caught.value.where


def test_what_lies_where_it_is_looked_for() -> None:
    assert "PATH" in environment()
    assert find("incident-transfer").name == "1.0"
