"""`hallmark profile diff` says which certificates stand and what must be done for the others."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

from cli.conftest import Said

from harness.authoring.scaffold import scaffold

Call = Callable[..., Said]


def _later(folder: Path, to: Path, file: str, before: str, after: str) -> Path:
    later = Path(shutil.copytree(folder, to))
    text = (later / file).read_text(encoding="utf-8")
    (later / file).write_text(text.replace(before, after, 1), encoding="utf-8")
    return later


def test_what_becomes_of_certificates(hallmark: Call, tmp_path: Path) -> None:
    folder = scaffold("duty-roster", tmp_path)
    assert hallmark("profile", "diff", folder, folder).code == 0
    untested = _later(folder, tmp_path / "untested", "requirements/core.yaml", "level: SHOULD", "level: MUST")
    said = hallmark("profile", "diff", folder, untested)
    assert said.code == 0
    assert "DR-03 (MUST, core): it was SHOULD and is MUST - to do: nothing" in said.out
    earlier = _later(folder, tmp_path / "earlier", "requirements/core.yaml", "level: MUST", "level: SHOULD")
    said = hallmark("profile", "diff", earlier, folder)
    assert said.code == 1
    assert "provider, core: judge again for DR-01" in said.out
    assert "DR-01 (MUST, core): it was SHOULD and is MUST - to do: judge again" in said.out
    assert "a profile that was published gets another version" in said.out
    value = json.loads(hallmark("profile", "diff", earlier, folder, "--json").out)
    assert value["fates"] == [{"role": "provider", "class_": "core", "todo": "judge again", "requirements": ["DR-01"]}]


def test_another_version_with_other_words_lets_them_stand(hallmark: Call, tmp_path: Path) -> None:
    folder = scaffold("duty-roster", tmp_path)
    later = _later(folder, tmp_path / "later", "profile.yaml", "version: '0.1'", "version: '0.2'")
    said = hallmark("profile", "diff", folder, later)
    assert said.code == 0
    assert said.out.splitlines()[0] == "from duty-roster@0.1 to duty-roster@0.2"
    assert "it stands" in said.out


def test_what_became_of_the_description_is_listed(hallmark: Call, tmp_path: Path) -> None:
    folder = scaffold("duty-roster", tmp_path)
    assert "held against" not in hallmark("profile", "diff", folder, folder).out
    later = _later(folder, tmp_path / "later", "openapi.yaml", "maxLength: 200", "maxLength: 100")
    said = hallmark("profile", "diff", folder, later)
    assert said.code == 1
    assert "listRecords: reply 200 [].title: maxLength is 100 now, and was 200" in said.out
