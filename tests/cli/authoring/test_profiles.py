"""Profiles are listed, and one is told with its limits, roles, classes and requirements."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from cli.conftest import Said

Call = Callable[..., Said]


def test_the_profiles_are_listed(hallmark: Call) -> None:
    assert "incident-transfer@1.0" in hallmark("profiles").out.splitlines()
    assert "incident-transfer@1.0" in json.loads(hallmark("profiles", "--json").out)["profiles"]


def test_one_is_told_whole(hallmark: Call) -> None:
    said = hallmark("profiles", "incident-transfer")
    assert said.out.startswith("incident-transfer@1.0: ")
    text = " ".join(said.out.split())
    assert "It is not MAIT conformance" in text
    assert "role receiver: " in text
    assert "IT-012" in text
    assert "[not tested]" in text
    assert hallmark("profiles", "incident-transfer@1.0").out == said.out


def test_one_is_json_where_asked(hallmark: Call, tiny: Path) -> None:
    value = json.loads(hallmark("profiles", tiny, "--json").out)
    assert (value["id"], len(value["requirements"])) == ("notes", 5)


def test_an_unknown_one_is_said_with_those_that_are(hallmark: Call) -> None:
    said = hallmark("profiles", "incident-transfer@9.9")
    assert said.code == 3
    assert "There are: geospatial-ogc@1.0.1, incident-transfer@1.0" in said.err


def test_a_profile_that_is_wrong_is_said_with_its_line(hallmark: Call, tiny: Path, tmp_path: Path) -> None:
    folder = tmp_path / "wrong"
    folder.mkdir()
    text = (tiny / "profile.yaml").read_text(encoding="utf-8")
    (folder / "profile.yaml").write_text(text + "colour: red\n", encoding="utf-8")
    said = hallmark("profiles", folder)
    assert said.code == 3
    assert f"profile.yaml:{len(text.splitlines()) + 1}: " in said.err
