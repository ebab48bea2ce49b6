"""Pytest knows the options, and loads nothing for them that it has not loaded already."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import entry_points

import pytest
from plugin_sessions import Live, Session

from harness.pytest_plugin.plugin import OPTIONS

pytest_plugins = ["pytester"]


def test_it_is_an_entry_point() -> None:
    (found,) = entry_points(group="pytest11", name="hallmark")
    assert found.value == "harness.pytest_plugin.plugin"


def test_loading_it_loads_nothing_else() -> None:
    code = (
        "import sys, pytest, dataclasses, contextlib; before = set(sys.modules); import harness.pytest_plugin.plugin;"
        "print(*sorted(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [
        "harness",
        "harness.pytest_plugin",
        "harness.pytest_plugin.beginning",
        "harness.pytest_plugin.fixtures",
        "harness.pytest_plugin.plugin",
    ]


def test_a_whole_session_loads_nothing_that_judges_or_sends(live: Live) -> None:
    (live.folder / "conftest.py").write_text(
        "import sys\n"
        "def pytest_unconfigure():\n"
        "    found = {name.rpartition('.')[0] for name in sys.modules if name.startswith('harness.')}\n"
        "    print('loaded', *sorted(found), *sorted({'filelock', 'hypothesis', 'cryptography'} & set(sys.modules)))\n"
    )
    result = live.apart("-s", "--hallmark-only=N-001")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["loaded harness harness.cli harness.cli.terminal harness.pytest_plugin"])


def test_every_option_is_told_of_twice(session: Session) -> None:
    text = session.run("--help", hallmark=()).stdout.str()
    for name in OPTIONS:
        assert f"--{name.replace('_', '-')}=" in text
        assert f"  {name} (" in text


def test_levels_are_listed_as_markers_where_they_are_used(session: Session) -> None:
    assert "@pytest.mark.must: a requirement of level MUST" in session.run("--markers").stdout.str()
    assert "a requirement of level" not in session.run("--markers", hallmark=()).stdout.str()


def test_it_can_be_left_out(session: Session) -> None:
    result = session.run("-p", "no:hallmark", hallmark=())
    assert result.ret is pytest.ExitCode.NO_TESTS_COLLECTED
