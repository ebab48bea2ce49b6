"""Garbage is looked for seldom within the block, and as before behind it."""

from __future__ import annotations

import gc
import subprocess
import sys

import pytest

from harness.cli.terminal.collecting import SELDOM, seldom


def test_it_is_as_before_behind_the_block() -> None:
    before = gc.get_threshold()
    with seldom():
        assert gc.get_threshold() == SELDOM
        assert gc.isenabled()
    assert gc.get_threshold() == before
    assert gc.get_freeze_count() == 0


def test_also_where_something_fails() -> None:
    before = gc.get_threshold()
    with pytest.raises(ValueError, match="x"), seldom():
        raise ValueError("x")
    assert gc.get_threshold() == before


def test_a_process_ends_without_a_last_look() -> None:
    code = (
        "import atexit, gc; from harness.cli.terminal.collecting import end_at_once;"
        "atexit.register(lambda: print(gc.get_freeze_count() > 0)); end_at_once(); print(gc.get_freeze_count())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0", "True"]
