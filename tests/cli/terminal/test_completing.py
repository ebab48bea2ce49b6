"""What is offered follows the profile in hand, and a broken run file offers everything instead of an error."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from harness.cli.terminal.completing import partners, profiles, requirements, requirements_and_classes
from harness.loading import find, load_bundle, shipped

PARAM = click.Argument(["x"])


def context(**params: str) -> click.Context:
    made = click.Context(click.Command("x"))
    made.params.update(params)
    return made


def test_every_requirement_and_class_of_a_profile_is_offered() -> None:
    profile = load_bundle(find("incident-transfer@1.0")).profile
    found = requirements_and_classes(context(profile="incident-transfer@1.0"), PARAM, "")
    named = {r.class_ for r in profile.requirements}
    assert {item.value for item in found} == {r.id for r in profile.requirements} | named
    told = {item.value: item.help for item in requirements(context(profile="incident-transfer@1.0"), PARAM, "")}
    assert all(told.values())


def test_profiles_or_else_folders() -> None:
    assert [item.value for item in profiles(context(), PARAM, "")] == list(shipped())
    (folder,) = profiles(context(), PARAM, "./my-pro")
    assert folder.type == "dir"


def test_partners_are_those_of_mocks() -> None:
    assert "receiving-control-room" in {item.value for item in partners(context(), PARAM, "rec")}


@pytest.mark.parametrize("text", ["profile: none@9.9", "{", "\xff", "profile:\n  - none@1.0\n"])
def test_a_run_file_that_is_wrong_is_no_error(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "hallmark.yaml").write_text(text, encoding="latin-1")
    monkeypatch.chdir(tmp_path)
    requirements(context(), PARAM, "")


def test_a_list_of_profiles_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "product: {name: x@1.0}\nprofile:\n  - incident-transfer@1.0   # uk-api-base@1.0\nrole: receiver\n"
    (tmp_path / "hallmark.yaml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    found = {item.value for item in requirements(context(), PARAM, "")}
    assert found == {r.id for r in load_bundle(find("incident-transfer@1.0")).profile.requirements}
