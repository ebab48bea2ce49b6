"""Every description of a profile, a mock or an example is linted, and the linter has nothing to say of any."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
REDOCLY = ROOT / "tests" / "tools" / "node_modules" / "@redocly" / "cli" / "bin" / "cli.js"
FOLDERS = ("profiles", "mocks", "examples")
LISTED = yaml.safe_load((ROOT / "redocly.yaml").read_text(encoding="utf-8"))["apis"]
SCAFFOLD = "profiles/_scaffold/openapi.yaml"
"""Words in it stand for those of a new profile; what comes of it is linted where it is made."""


def test_none_is_left_out() -> None:
    there = {path.relative_to(ROOT).as_posix() for folder in FOLDERS for path in (ROOT / folder).rglob("openapi.yaml")}
    assert sorted(one["root"] for one in LISTED.values()) == sorted(there - {SCAFFOLD})


def test_all_of_them_lint_clean() -> None:
    if not REDOCLY.is_file():
        pytest.skip("the Redocly linter is not installed (npm ci in tests/tools)")
    command = ["node", str(REDOCLY), "lint", "--config", "redocly.yaml", "--format", "json"]
    quiet = {**os.environ, "REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}
    done = subprocess.run(command, cwd=ROOT, env=quiet, capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
    assert done.stdout.count(b'"problems": []') == len(LISTED), done.stdout.decode()
