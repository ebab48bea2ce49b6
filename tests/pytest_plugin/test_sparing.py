"""Hypothesis's plugin is left out of a session's end exactly where it has nothing to say."""

from __future__ import annotations

import sys

import pytest
from plugin_sessions import OPTIONS, Session

from harness.pytest_plugin.sparing import NAME, spare

pytest_plugins = ["pytester"]


@pytest.fixture
def unused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process in which nobody has imported Hypothesis."""
    monkeypatch.delitem(sys.modules, "hypothesis")


def configured(pytester: pytest.Pytester, *options: str) -> pytest.Config:
    """Return a configuration in which Hypothesis's plugin is loaded."""
    config = pytester.parseconfig(*options)
    assert config.pluginmanager.has_plugin(NAME)
    return config


@pytest.mark.usefixtures("unused")
def test_it_is_left_out_where_no_test_used_it(pytester: pytest.Pytester) -> None:
    config = configured(pytester)
    spare(config)
    assert not config.pluginmanager.has_plugin(NAME)
    spare(config)


def test_it_stays_where_something_used_it(pytester: pytest.Pytester) -> None:
    import hypothesis

    assert hypothesis
    config = configured(pytester)
    spare(config)
    assert config.pluginmanager.has_plugin(NAME)


@pytest.mark.usefixtures("unused")
def test_it_stays_where_it_was_asked_for_or_tests_ran_elsewhere(pytester: pytest.Pytester) -> None:
    asked = configured(pytester, "--hypothesis-show-statistics")
    spread = configured(pytester)
    spread.pluginmanager.register(object(), "dsession")
    for config in (asked, spread):
        spare(config)
        assert config.pluginmanager.has_plugin(NAME)


def test_a_session_takes_its_leave_all_the_same(session: Session) -> None:
    """In a process of its own, as in this one Hypothesis is loaded."""
    (session.folder / "conftest.py").write_text(
        "def pytest_unconfigure(config):\n    import sys; print('loaded:', 'hypothesis' in sys.modules)\n",
        encoding="utf-8",
    )
    result = session._pytester.runpytest_subprocess(*OPTIONS, "-s", "-k", "N-005", "-p", "no:schemathesis")
    assert "loaded: False" in result.stdout.str()
    result.assert_outcomes(skipped=1, deselected=4)
