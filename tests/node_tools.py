"""Finds the Node.js programs and the published schemas that formats are held against; package-lock.json pins them."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

MODULES = Path(__file__).parent / "tools" / "node_modules"


def published(name: str) -> Any:
    """Return a JSON file of a package, or skip the test with the reason."""
    return json.loads(_there(name).read_bytes())


def node(name: str, *arguments: str, given: bytes) -> subprocess.CompletedProcess[bytes]:
    """Run a script of a package with bytes on standard input."""
    if shutil.which("node") is None:
        pytest.skip("needs Node.js")
    command = ["node", str(_there(name)), *arguments]
    return subprocess.run(command, input=given, capture_output=True, check=False, timeout=60)


def _there(name: str) -> Path:
    path = MODULES / name
    if not path.is_file():
        pytest.skip(f"needs {name}: npm ci --prefix tests/tools")
    return path
