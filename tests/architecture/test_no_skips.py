"""Where nothing may be skipped, a skipped test is a failed one; elsewhere it is a skipped one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

CONFTEST = Path(__file__).resolve().parents[1] / "conftest.py"

WAYS = {
    "body": "import pytest\ndef test():\n    pytest.skip('no Node')",
    "mark": "import pytest\n@pytest.mark.skip(reason='no Node')\ndef test(): pass",
    "fixture": "import pytest\n@pytest.fixture\ndef node(): pytest.skip('no Node')\ndef test(node): pass",
    "file": "import pytest\npytest.importorskip('no_such_module_as_node')",
}
EXPECTED_FAILURE = "import pytest\n@pytest.mark.xfail\ndef test(): assert False"


def outcomes(folder: Path, no_skips: str) -> tuple[int, str]:
    """Run a test file for each way to skip, with this project's conftest; return the exit code and the output."""
    shutil.copy(CONFTEST, folder)
    for name, text in (WAYS | {"xfail": EXPECTED_FAILURE}).items():
        (folder / f"test_{name}.py").write_text(text, encoding="utf-8")
    options = ["-q", "-rs", "-p", "no:cacheprovider", "--continue-on-collection-errors"]
    environment = os.environ | {
        "HALLMARK_NO_SKIPS": no_skips,
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYTEST_ADDOPTS": "",
    }
    command = [sys.executable, "-m", "pytest", *options]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False)
    return done.returncode, done.stdout


def test_a_skip_fails_where_nothing_may_be_skipped(tmp_path: Path) -> None:
    code, output = outcomes(tmp_path, "1")
    assert code == 1, output
    assert [output.count(f"test_{name}.py::test was skipped, and nothing may be") for name in WAYS] == [1, 1, 1, 0]
    assert "test_file.py was skipped, and nothing may be" in output
    assert "1 failed, 1 xfailed, 3 errors" in output
    assert "skipped in" not in output


def test_a_skip_is_a_skip_elsewhere(tmp_path: Path) -> None:
    code, output = outcomes(tmp_path, "0")
    assert code == 0, output
    assert "4 skipped, 1 xfailed" in output
