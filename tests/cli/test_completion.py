"""A shell that reads the script really completes: verbs, options, profiles, requirements and formats."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cli.conftest import Said

Call = Callable[..., Said]
PROGRAM = """\
#!/bin/sh
exec "{python}" -c "from harness.cli.main import main; main()" "$@"
"""


@pytest.fixture
def shell(tmp_path: Path) -> dict[str, str]:
    """Return an environment in which `hallmark` is a program, whatever was installed how."""
    program = tmp_path / "bin" / "hallmark"
    program.parent.mkdir()
    program.write_text(PROGRAM.format(python=sys.executable), encoding="utf-8")
    program.chmod(0o755)
    return os.environ | {"PATH": f"{program.parent}:{os.environ['PATH']}", "PS1": "$ ", "TERM": "dumb"}


def offered(shell: dict[str, str], folder: Path, *words: str) -> list[str]:
    """Return what bash would offer for the last word, by the script itself."""
    typed = " ".join(f"'{word}'" for word in ("hallmark", *words))
    script = (
        'eval "$(hallmark completion bash)"\n'
        f"COMP_WORDS=({typed}); COMP_CWORD={len(words)}\n"
        "_hallmark_completion hallmark\n"
        'printf "%s\\n" "${COMPREPLY[@]}"\n'
    )
    done = subprocess.run(
        ["bash", "--norc", "-c", script], env=shell, cwd=folder, capture_output=True, encoding="utf-8", check=True
    )
    return [line for line in done.stdout.splitlines() if line]


bash = pytest.mark.skipif(sys.platform == "win32" or shutil.which("bash") is None, reason="needs bash")


@bash
@pytest.mark.parametrize(
    "words, expected",
    [
        (("ga",), ["gate"]),
        (("run", "--chan"), ["--changed-since"]),
        (("report", "out", "--format", "s"), ["sarif"]),
        (("run", "--report", "ct"), ["ctrf="]),
        (("run", "--profile", "inc"), ["incident-transfer@1.0"]),
        (("explain", "it-01"), [f"IT-01{n}" for n in range(10)]),
        (("run", "--only", "deci"), ["decision-log"]),
        (("contract", "di"), ["diff"]),
        (("mock", "receiving"), ["receiving-control-room"]),
        (("completion", "z"), ["zsh"]),
    ],
)
def test_bash_completes(words: tuple[str, ...], expected: list[str], shell: dict[str, str], tmp_path: Path) -> None:
    found = offered(shell, tmp_path, *words)
    assert set(found) <= set(expected)
    assert found


@bash
def test_the_run_file_here_says_whose_requirements_are_offered(shell: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "hallmark.yaml").write_text("profile: [uk-api-base@1.0]   # ours\n", encoding="utf-8")
    assert all(name.startswith("UAB") or not name.startswith("IT-") for name in offered(shell, tmp_path, "explain", ""))
    assert offered(shell, tmp_path, "explain", "IT-") == []
    assert offered(shell, tmp_path, "explain", "--profile", "incident-transfer@1.0", "IT-01")


@bash
def test_a_person_who_presses_tab_gets_the_word(shell: dict[str, str], tmp_path: Path) -> None:
    import pty

    ours, theirs = pty.openpty()
    command = ["bash", "--norc", "--noprofile", "-i"]
    with subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env=shell, cwd=tmp_path, start_new_session=True
    ) as person:
        os.close(theirs)
        try:
            _until(ours, "$ ")
            os.write(ours, b'eval "$(hallmark completion bash)"; echo rea""dy\n')
            _until(ours, "ready")
            os.write(ours, b"hallmark explain IT-20\t\t")
            _until(ours, "IT-201")
        finally:
            person.kill()
            os.close(ours)


def _until(terminal: int, text: str) -> None:
    """Read what the terminal shows until `text` is there; a minute is for a machine that has much to do."""
    seen = ""
    while text not in seen:
        ready, _, _ = select.select([terminal], [], [], 60)
        assert ready, f"never shown: {text!r}; shown: {seen!r}"
        seen += os.read(terminal, 4096).decode("utf-8", "replace")


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_each_shell_has_its_script(name: str, hallmark: Call) -> None:
    said = hallmark("completion", name)
    assert (said.code, said.err) == (0, "")
    assert f"_HALLMARK_COMPLETE={name}_complete" in said.out


def test_another_shell_is_said(hallmark: Call) -> None:
    assert hallmark("completion", "tcsh").code == 3
