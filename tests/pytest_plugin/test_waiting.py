"""Whoever gathers is started early where it will be needed, once, and ends with the session."""

from __future__ import annotations

import pytest
from plugin_sessions import OPTIONS, Session

from harness.pytest_plugin import waiting

pytest_plugins = ["pytester"]


class Counted:
    """Only notes that it was started and left."""

    started: list[Counted]

    def __init__(self) -> None:
        self.left = False
        self.started.append(self)

    def leave(self) -> None:
        """Note it."""
        self.left = True


@pytest.fixture
def started(session: Session, monkeypatch: pytest.MonkeyPatch) -> list[Counted]:
    """Those that were started; this test itself may run in a worker."""
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    monkeypatch.setattr(Counted, "started", [], raising=False)
    monkeypatch.setattr(waiting, "Gatherer", Counted)
    return Counted.started


def test_it_is_started_once_and_left_with_the_session(pytester: pytest.Pytester, started: list[Counted]) -> None:
    config = pytester.parseconfig(*OPTIONS)
    (one,) = started
    assert waiting.waiting(config) is one  # type: ignore[comparison-overlap]
    config._ensure_unconfigure()
    assert one.left


def test_what_was_taken_is_the_takers(pytester: pytest.Pytester, started: list[Counted]) -> None:
    config = pytester.parseconfig(*OPTIONS)
    (one,) = started
    assert waiting.taken(config) is one  # type: ignore[comparison-overlap]
    config._ensure_unconfigure()
    assert not one.left
    assert len(started) == 1


@pytest.mark.parametrize("options", [(), ("--version", *OPTIONS), ("--markers", *OPTIONS), ("-n", "2", *OPTIONS)])
def test_nothing_is_started_where_this_process_asks_nothing(
    pytester: pytest.Pytester, started: list[Counted], options: tuple[str, ...]
) -> None:
    pytester.parseconfig(*options)
    assert started == []


def test_a_worker_starts_one_when_it_collects(
    pytester: pytest.Pytester, started: list[Counted], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw0")
    config = pytester.parseconfig(*OPTIONS)
    assert started == []
    assert waiting.waiting(config) in started
