"""The names of the tests depend on no hour, process or order of a set: processes that share the tests agree on them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def collected(args: list[str], seed: str, where: Path = ROOT) -> list[str]:
    """Return the tests that another process finds, in its order."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", *args]
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    done = subprocess.run(command, cwd=where, env=environment, capture_output=True, text=True, check=False)
    return [line for line in done.stdout.splitlines() if "::" in line]


def differing(mine: list[str], theirs: list[str]) -> list[str]:
    """Return those of mine that the other process does not have, or has at another place."""
    if lacking := sorted(set(mine) - set(theirs)):
        return lacking
    kept = set(mine)
    return [m for m, t in zip(mine, (t for t in theirs if t in kept), strict=False) if m != t]


def test_another_process_later_finds_the_same_tests(request: pytest.FixtureRequest) -> None:
    mine = [item.nodeid for item in request.session.items]
    found = differing(mine, collected(request.config.args, "1", request.config.invocation_params.dir))
    assert not found, f"give these a name that is always the same (ids=..., mtime=0, sorted(...)): {found[:5]}"


@pytest.mark.parametrize("what", ["__import__('os').getpid()", "list({'a', 'b', 'c', 'd', 'e', 'f'})"])
def test_a_name_that_another_process_gives_otherwise_is_found(tmp_path: Path, what: str) -> None:
    values = what if "list" in what else f"[{what}]"
    text = f"import pytest\n@pytest.mark.parametrize('x', {values})\ndef test_it(x): pass\n"
    (tmp_path / "test_odd.py").write_text(text, "utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\n", "utf-8")
    first, second = collected(["test_odd.py"], "1", tmp_path), collected(["test_odd.py"], "2", tmp_path)
    assert first
    assert differing(first, second)
    assert not differing(first, first)
