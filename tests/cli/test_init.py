"""The run file that is written to start from is one that can be loaded."""

from __future__ import annotations

import typing
from collections.abc import Callable
from pathlib import Path

import pytest
from cli.conftest import Said

from harness.auth import Auth, NoAuth
from harness.errors import DeclarationError
from harness.loading import find
from harness.runfile import load

Call = Callable[..., Said]


def test_what_is_written_can_be_loaded(hallmark: Call, tmp_path: Path) -> None:
    path = tmp_path / "hallmark.yaml"
    said = hallmark("init", path)
    assert (said.code, said.out) == (0, "")
    assert "hallmark preflight" in said.err
    declaration = load(path, {"HALLMARK_CLIENT_SECRET": "x"})
    assert [find(name).name for name in declaration.profiles] == ["1.0"]
    assert declaration.target.environment == "sandbox"


def test_every_example_in_a_comment_can_be_taken_in(hallmark: Call, tmp_path: Path) -> None:
    path = tmp_path / "hallmark.yaml"
    hallmark("init", path)
    lines = path.read_text(encoding="utf-8").splitlines()
    opened = [
        line.replace("# ", "", 1) if line.lstrip().startswith("# ") and i > 1 else line for i, line in enumerate(lines)
    ]
    path.write_text("\n".join(opened), encoding="utf-8")
    for name in ("ca.pem", "client.pem", "client.key"):
        (tmp_path / name).touch()
    declaration = load(path, {"HTTPS_PROXY": "http://127.0.0.1:3128"})
    assert declaration.known_deviations[0].requirement == "IT-012"
    kinds = {type(auth) for auth in (declaration.target.auth, *declaration.target.identities.values())}
    assert kinds | {NoAuth} == set(typing.get_args(Auth)), "every kind of credential is shown once"
    assert set(declaration.target.identities) >= {"other-agency", "read-only", "expired", "wrong-audience"}
    assert declaration.classes
    assert declaration.target.tls.ca.endswith("ca.pem")
    assert declaration.gate.slower_above == 1.5


def test_a_file_that_is_there_is_kept(hallmark: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("hallmark.yaml").write_text("mine", encoding="utf-8")
    said = hallmark("init")
    assert said.code == DeclarationError.exit_code == 3
    assert "--force" in said.err
    assert Path("hallmark.yaml").read_text(encoding="utf-8") == "mine"
    assert hallmark("init", "--force").code == 0
    assert Path("hallmark.yaml").read_text(encoding="utf-8") != "mine"


def test_a_folder_that_is_not_there_is_said(hallmark: Call, tmp_path: Path) -> None:
    said = hallmark("init", tmp_path / "gone" / "hallmark.yaml")
    assert said.code == 3
    assert "No such file" in said.err
