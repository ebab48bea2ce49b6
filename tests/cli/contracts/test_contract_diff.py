"""Two versions of a description are compared; with a profile or a run it is said what is at risk."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from cli.conftest import Said
from tinyapi.bench import FOLDER

Call = Callable[..., Said]


@pytest.fixture
def versions(tmp_path: Path) -> tuple[Path, Path]:
    """Return the tiny API's description, and one in which a member is required that was not."""
    text = (FOLDER / "openapi.yaml").read_text(encoding="utf-8")
    assert "operationId: createNote" in text
    old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
    old.write_text(text, encoding="utf-8")
    new.write_text(
        text.replace("operationId: createNote", "deprecated: true\n      operationId: createNote"), encoding="utf-8"
    )
    return old, new


def without(old: Path, operation: str) -> Path:
    """Write the description again, without the method that has this id."""
    import yaml

    value = yaml.safe_load(old.read_text(encoding="utf-8"))
    for item in value["paths"].values():
        for method in [m for m, o in item.items() if isinstance(o, dict) and o.get("operationId") == operation]:
            del item[method]
    path = old.with_name("without.yaml")
    path.write_text(yaml.safe_dump(value), encoding="utf-8")
    return path


def test_what_breaks_nobody_is_exit_0(versions: tuple[Path, Path], hallmark: Call) -> None:
    said = hallmark("contract", "diff", *versions)
    assert (said.code, said.err) == (0, "")
    assert "0 changes that may break a partner, 1 that do not" in said.out


def test_what_breaks_is_exit_1_and_names_the_requirements(versions: tuple[Path, Path], hallmark: Call) -> None:
    old, _ = versions
    said = hallmark("contract", "diff", old, without(old, "createNote"), "--profile", FOLDER, "--json")
    value = json.loads(said.out)
    assert said.code == 1
    assert value["changes"][0]["code"] == "operation-removed"
    assert value["at_risk"]
    assert all(risk["operations"] == ["createNote"] for risk in value["at_risk"])


def test_a_run_names_what_it_showed(versions: tuple[Path, Path], a_run: Path, hallmark: Call) -> None:
    old, _ = versions
    said = hallmark("contract", "diff", old, without(old, "createNote"), "--run", a_run, "--json")
    value = json.loads(said.out)
    assert said.code == 1
    assert "as met in run" in value["against"]
    assert any(risk["cited"] == ["createNote"] for risk in value["at_risk"])


def test_mistakes_are_said(versions: tuple[Path, Path], a_run: Path, tmp_path: Path, hallmark: Call) -> None:
    assert hallmark("contract", "diff", *versions, "--run", a_run, "--profile", FOLDER).code == 3
    assert hallmark("contract", "diff", *versions, "--profile", FOLDER, "--role", "none").code == 3
    (tmp_path / "x.yaml").write_text("a: 1", encoding="utf-8")
    said = hallmark("contract", "diff", versions[0], tmp_path / "x.yaml")
    assert said.code == 3
    assert "x.yaml" in said.err
