"""What is odd about a description decides the exit code."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from cli.conftest import Said

Call = Callable[..., Said]
SOUND = "openapi: 3.1.0\ninfo: {}\npaths: {/a: {get: {responses: {'200': {}}}}}\n"


def test_sound_and_odd_and_unreadable(hallmark: Call, tmp_path: Path) -> None:
    path = tmp_path / "openapi.yaml"
    path.write_text(SOUND)
    said = hallmark("contract", "lint", path)
    assert (said.code, said.out) == (0, "Nothing is odd about the description.\n")
    path.write_text(SOUND.replace("'200': {}", ""))
    said = hallmark("contract", "lint", path, "--json")
    assert said.code == 1
    (finding,) = json.loads(said.out)["findings"]
    assert (finding["code"], finding["line"]) == ("operations/no-replies", f"{path}:3")
    path.write_text("[]")
    assert hallmark("contract", "lint", path).code == 3
