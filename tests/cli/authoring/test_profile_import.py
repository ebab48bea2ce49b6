"""`hallmark profile import` drafts from a description and its neighbours, and fetches nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cli.conftest import Said

Call = Callable[..., Said]


def _written(folder: Path, name: str, value: Any) -> Path:
    path = folder / name
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def _description(schema: str) -> dict[str, Any]:
    reply = {"description": "It.", "content": {"application/json": {"schema": {"$ref": schema}}}}
    paths = {"/things": {"get": {"operationId": "listThings", "responses": {"200": reply}}}}
    return {"openapi": "3.0.3", "info": {"title": "Things", "version": "1"}, "paths": paths}


def test_a_description_of_two_files_becomes_a_profile_that_lints(hallmark: Call, tmp_path: Path) -> None:
    _written(tmp_path, "thing.json", {"type": "array", "items": {"type": "string"}})
    openapi = _written(tmp_path, "openapi.json", _description("thing.json"))
    said = hallmark("profile", "import", "things", "--openapi", openapi, "--dir", tmp_path)
    assert said.code == 0, said.err
    folder = tmp_path / "things" / "0.1"
    assert f"wrote {folder}: 1 requirements are tested, 0 are not" in said.out
    assert hallmark("profile", "lint", folder).code == 0


def test_what_lies_elsewhere_is_not_fetched(hallmark: Call, tmp_path: Path) -> None:
    openapi = _written(tmp_path, "openapi.json", _description("https://schemas.example.org/thing.json"))
    said = hallmark("profile", "import", "things", "--openapi", openapi, "--dir", tmp_path)
    assert said.code == 0, said.err
    assert "bring it in first with `hallmark contract vendor`" in said.out
    assert "not tested: listThings" in said.out


def test_what_is_no_description(hallmark: Call, tmp_path: Path) -> None:
    said = hallmark("profile", "import", "things", "--openapi", _written(tmp_path, "x.json", []), "--dir", tmp_path)
    assert said.code == 3
    assert "x.json" in said.err
