"""Shows that hooks are run without a shell, and that a failing one says why."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from harness.errors import DeclarationError
from harness.gather.running.hooks import run_hook


def test_it_runs_in_the_folder_of_the_run_file(tmp_path: Path) -> None:
    run_hook((sys.executable, "-c", "open('made', 'w').write('x')"), tmp_path)
    assert (tmp_path / "made").read_text() == "x"


def test_no_shell_reads_it(tmp_path: Path) -> None:
    run_hook(f"{sys.executable} -c 'import sys; open(sys.argv[1], \"w\")' '$HOME;x'", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["$HOME;x"]


@pytest.mark.parametrize(
    "command, words",
    [
        ((sys.executable, "-c", "import sys; sys.exit('no sandbox today')"), "ended with 1: no sandbox today"),
        (("/does/not/exist",), "No such file"),
    ],
)
def test_a_failure_is_said(command: tuple[str, ...], words: str) -> None:
    with pytest.raises(DeclarationError, match=words):
        run_hook(command, None)
