"""`hallmark run` on a product that trusts the authority which the run plays: nothing is found, or one thing."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from miniatures.trusting import AUDIENCE, DESCRIPTION, desk

CLASSES = ("auth", "errors", "contract")


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def found(folder: Path, vice: str = "") -> tuple[int, dict[str, Any]]:
    """Return the exit code of a run, and what it came out for each requirement."""
    port = free_port()
    (folder / "openapi.json").write_text(json.dumps(DESCRIPTION))
    with desk(f"http://127.0.0.1:{port}", vice) as url:
        authority = {"listen": f"127.0.0.1:{port}", "audience": AUDIENCE, "algorithm": "ES256", "patience_seconds": 1}
        said = {
            "product": {"name": "Duty desk", "version": "1", "supplier": "Example"},
            "profile": "uk-api-base@1.0",
            "classes": list(CLASSES),
            "target": {"base_url": url, "openapi": "openapi.json", "auth": {"kind": "authority", "scope": "read"}},
            "limits": {"requests_per_second": 10_000},
            "partners": {"authority": authority},
        }
        (folder / "hallmark.yaml").write_text(yaml.safe_dump(said))
        code = "from harness.cli.main import main; main()"
        asked = [sys.executable, "-c", code, "run", "--json", "--seed", "1", "--workers", "1"]
        asked += [part for name in (("B32", "B33", "B35", "B74") if vice else ()) for part in ("--only", name)]
        done = subprocess.run(asked, cwd=folder, capture_output=True, encoding="utf-8", timeout=300)
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


def outcomes(said: dict[str, Any]) -> dict[str, str]:
    (verdict,) = said["verdicts"]
    return {one["requirement"]: one["outcome"] for one in verdict["findings"]}


def test_the_perfect_one_violates_nothing(tmp_path: Path) -> None:
    code, said = found(tmp_path)
    outcome = outcomes(said)
    assert [id for id, one in outcome.items() if one == "violates"] == []
    assert (outcome["B32"], outcome["B33"], outcome["B35"], outcome["B74"]) == ("conforms",) * 4
    assert code in (0, 2)


def test_a_vice_breaks_its_requirement_and_no_other(tmp_path: Path) -> None:
    code, said = found(tmp_path, "ignores-issuer")
    assert [id for id, one in outcomes(said).items() if one == "violates"] == ["B33"]
    assert code == 1
