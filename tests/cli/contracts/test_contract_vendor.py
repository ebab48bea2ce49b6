"""One file comes out, with what it came from; what could not be brought in decides the exit code."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from cli.conftest import Said

Call = Callable[..., Said]
MAIN = "openapi: 3.1.0\ninfo: {}\npaths: {/a: {get: {responses: {'200': {$ref: 'sub/r.yaml'}}}}}\n"


def test_files_come_into_one(hallmark: Call, tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "main.yaml").write_text(MAIN)
    (tmp_path / "sub" / "r.yaml").write_text("description: ok\n")
    out = tmp_path / "out.json"
    said = hallmark("contract", "vendor", tmp_path / "main.yaml", "--out", out)
    assert said.code == 0
    assert "sub/r.yaml" in said.out
    assert str(tmp_path) not in out.read_text(), "nothing of this machine's folders is told"
    assert hallmark("contract", "compile", out).code == 0
    assert json.loads(out.read_text())["x-hallmark-vendored"][1]["address"] == "sub/r.yaml"


def test_what_is_missing_is_named(hallmark: Call, tmp_path: Path) -> None:
    (tmp_path / "main.yaml").write_text(MAIN)
    said = hallmark("contract", "vendor", tmp_path / "main.yaml", "--out", tmp_path / "out.json", "--json")
    assert said.code == 1
    (missing,) = json.loads(said.out)["missing"]
    assert missing["reference"] == "sub/r.yaml"


def test_a_wider_folder_is_given(hallmark: Call, tmp_path: Path) -> None:
    (tmp_path / "api").mkdir()
    (tmp_path / "api" / "main.yaml").write_text(MAIN.replace("sub/", "../"))
    (tmp_path / "r.yaml").write_text("description: ok\n")
    arguments = ("contract", "vendor", tmp_path / "api" / "main.yaml", "--out", tmp_path / "out.json")
    assert hallmark(*arguments).code == 1
    assert hallmark(*arguments, "--root", tmp_path).code == 0
    assert hallmark(*arguments, "--root", tmp_path / "api" / "..").code == 0
    (tmp_path / "other").mkdir()
    assert hallmark(*arguments, "--root", tmp_path / "other").code == 3


def test_what_cannot_be_read_writes_nothing(hallmark: Call, tmp_path: Path) -> None:
    said = hallmark("contract", "vendor", tmp_path / "none.yaml", "--out", tmp_path / "out.json")
    assert said.code == 3
    assert "none.yaml" in said.err
    assert not (tmp_path / "out.json").exists()
