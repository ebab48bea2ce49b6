"""`hallmark profile lint` says all flaws on standard error, and of a sound profile how hard it is to read."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from cli.conftest import Said

from harness.authoring.scaffold import scaffold

Call = Callable[..., Said]


def test_a_sound_profile(hallmark: Call, tmp_path: Path) -> None:
    folder = scaffold("duty-roster", tmp_path)
    said = hallmark("profile", "lint", folder)
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("duty-roster@0.1: nothing wrong; half of its explanations suit readers of ")
    value = json.loads(hallmark("profile", "lint", folder, "--json").out)
    assert (value["flaws"], value["remarks"]) == ([], [])


def test_each_flaw_is_a_line(hallmark: Call, tmp_path: Path) -> None:
    folder = scaffold("duty-roster", tmp_path)
    path = folder / "requirements" / "core.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("class: core", "class: crew"), encoding="utf-8")
    said = hallmark("profile", "lint", folder)
    assert (said.code, said.out) == (3, "")
    assert said.err.splitlines()[0] == f"{path}:3: DR-01: there is no class 'crew'. Did you mean 'core'?"
    assert len(said.err.splitlines()) == 3
    said = hallmark("profile", "lint", folder, "--json")
    value = json.loads(said.out)
    assert said.code == 3
    assert value["flaws"][0]["where"] == f"{path}:3"
    assert value["reading_age"] is None


def test_what_is_no_profile(hallmark: Call, tmp_path: Path) -> None:
    said = hallmark("profile", "lint", tmp_path)
    assert said.code == 3
    assert "there is no profile" in said.err
