"""What gathers is started early where it will be needed, once, and ends with the session."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from plugin_sessions import OPTIONS, Session

from harness.pytest_plugin import beginning
from harness.pytest_plugin.beginning import begin_early, begun, start

pytest_plugins = ["pytester"]


class Counted:
    """Only notes that it was started and ended."""

    started: list[Counted]

    def __init__(self) -> None:
        self.ended = False
        self.started.append(self)

    def end(self) -> None:
        """Note it."""
        self.ended = True


@pytest.fixture
def started(session: Session, monkeypatch: pytest.MonkeyPatch) -> list[Counted]:
    """Those that were started; this test itself may run in a worker."""
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    monkeypatch.setattr(Counted, "started", [], raising=False)
    monkeypatch.setattr(beginning, "start", Counted)
    return Counted.started


def test_it_is_started_once_and_ended_with_the_session(pytester: pytest.Pytester, started: list[Counted]) -> None:
    config = pytester.parseconfig(*OPTIONS)
    (one,) = started
    config._ensure_unconfigure()
    assert one.ended


def test_whoever_takes_it_ends_it(pytester: pytest.Pytester, started: list[Counted]) -> None:
    config = pytester.parseconfig(*OPTIONS)
    (one,) = started
    assert begun(config) is one  # type: ignore[comparison-overlap]
    config._ensure_unconfigure()
    assert not one.ended


@pytest.mark.parametrize(
    "options, early",
    [
        (OPTIONS, True),
        (("--hallmark", "hallmark.yaml"), True),
        (("-n", "0", *OPTIONS), False),  # which of its values mean other processes, only pytest-xdist can say
        (("-vh", *OPTIONS), True),
    ],
)
def test_the_words_alone_are_enough_where_they_leave_no_doubt(
    pytester: pytest.Pytester,
    started: list[Counted],
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, ...],
    early: bool,
) -> None:
    """Other plugins are loaded only then."""
    found: list[int] = []

    def begin_and_note(config: pytest.Config) -> None:
        begin_early(config)
        found.append(len(started))

    monkeypatch.setattr("harness.pytest_plugin.plugin.begin_early", begin_and_note)
    pytester.parseconfig(*options)
    assert found == [int(early)]
    assert len(started) == 1


def test_a_setting_is_as_good_where_no_path_is_given(
    session: Session, pytester: pytest.Pytester, started: list[Counted]
) -> None:
    session.configure("hallmark = hallmark.yaml\n")
    (session.folder / "tests").mkdir()
    pytester.parseconfig("tests")
    assert started == []
    pytester.parseconfig()
    assert len(started) == 1


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--version", *OPTIONS),
        ("--markers", *OPTIONS),
        ("--cache-show", *OPTIONS),
        ("-n", "2", *OPTIONS),
        ("-n2", *OPTIONS),
    ],
)
def test_nothing_is_started_where_this_process_asks_nothing(
    pytester: pytest.Pytester, started: list[Counted], options: tuple[str, ...]
) -> None:
    pytester.parseconfig(*options)
    assert started == []


def test_options_of_the_configuration_file_count_as_well(
    session: Session, pytester: pytest.Pytester, started: list[Counted]
) -> None:
    session.configure("addopts = -n 2\n")
    pytester.parseconfig(*OPTIONS)
    assert started == []


def test_options_of_the_environment_count_as_well(
    pytester: pytest.Pytester, started: list[Counted], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_ADDOPTS", "-v -n 2")
    pytester.parseconfig(*OPTIONS)
    assert started == []


def test_a_worker_starts_one_when_it_collects(
    pytester: pytest.Pytester, started: list[Counted], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw0")
    config = pytester.parseconfig(*OPTIONS)
    assert started == []
    assert begun(config) in started


def test_one_that_is_ended_is_gone() -> None:
    one = start()
    one.end()
    assert one.process.returncode is not None
    assert one.heard.closed


def test_options_that_are_wrong_leave_nothing_behind(pytester: pytest.Pytester, started: list[Counted]) -> None:
    with pytest.raises(pytest.UsageError):
        pytester.parseconfig(*OPTIONS, "--no-such-option")
    assert [one.ended for one in started] == [True]


def test_it_finds_this_copy_of_hallmark_wherever_the_session_found_it() -> None:
    found = beginning._with_harness({"PYTHONPATH": "mine", "A": "b"})
    mine, home = found["PYTHONPATH"].split(os.pathsep)
    assert (mine, found["A"]) == ("mine", "b")
    assert (Path(home) / "harness" / "pytest_plugin" / "beginning.py").is_file()
