"""`python -m harness` is the command line."""

from __future__ import annotations

import subprocess
import sys

from harness import __version__


def started(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the package as a program."""
    command = [sys.executable, "-m", "harness", *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


def test_the_package_runs_as_a_program() -> None:
    done = started("--version")
    assert (done.returncode, done.stderr) == (0, "")
    assert __version__ in done.stdout


def test_a_mistake_ends_with_3_and_not_with_a_traceback() -> None:
    done = started("no-such-verb")
    assert (done.returncode, done.stdout) == (3, "")
    assert "no-such-verb" in done.stderr
    assert "Traceback" not in done.stderr


def test_importing_it_starts_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import harness.__main__"], capture_output=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
