"""`hallmark profile pack` makes one file, which a run takes as its profile and judges by."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from cli.conftest import Said, run_file
from tinyapi.product import serving

from harness.authoring.scaffold import scaffold
from harness.certificate.keys import new_key, private_pem

Call = Callable[..., Said]


def test_a_sound_profile_is_packed_and_used(hallmark: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = scaffold("duty-roster", tmp_path)
    (tmp_path / "signing.pem").write_bytes(private_pem(new_key("ed25519")))
    out = tmp_path / "duty.zip"
    said = hallmark("profile", "pack", folder, "--out", out, "--key", tmp_path / "signing.pem")
    assert said.code == 0, said.err
    assert "duty-roster@0.1, signed" in said.out
    (pinned,) = re.findall(r"'(.*\.zip#sha256=[0-9a-f]{64})'", said.out)
    assert hallmark("explain", "DR-01", "--profile", pinned).code == 0
    assert "duty-roster@0.1" in hallmark("profiles", pinned).out
    # Neither name nor folder of another publisher's profile is known to the run file: the packed file alone is.
    with serving() as product:
        file = run_file(tmp_path, product.url)
        text = file.read_text(encoding="utf-8").replace("notes@1.0", pinned.rpartition("/")[2])
        file.write_text(text, encoding="utf-8")
        monkeypatch.chdir(tmp_path.parent)
        said = hallmark("run", "-c", file, "--out", tmp_path / "out", "--json")
    (run,) = [path for path in (tmp_path / "out").iterdir() if path.is_dir()]
    verdict = json.loads((run / "verdict.json").read_bytes())
    assert verdict["verdicts"][0]["profile"] == "duty-roster@0.1"
    out.unlink()
    assert hallmark("judge", run, "--json").code == said.code


def test_a_profile_with_a_flaw_is_not_packed(hallmark: Call, tmp_path: Path) -> None:
    folder = scaffold("duty-roster", tmp_path)
    (folder / "requirements" / "core.yaml").write_text("[]\n", encoding="utf-8")
    said = hallmark("profile", "pack", folder, "--out", tmp_path / "duty.zip")
    assert said.code == 3
    assert not (tmp_path / "duty.zip").exists()
