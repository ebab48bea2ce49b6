"""Whoever waits to be asked is one, and ends with the session unless somebody takes it."""

from __future__ import annotations

import pytest
from plugin_sessions import OPTIONS, Here, Session

from harness.pytest_plugin import waiting

pytest_plugins = ["pytester"]


class Counted(Here):
    """Notes that it was left."""

    left = 0

    def leave(self) -> None:
        """Note it."""
        Counted.left += 1


@pytest.fixture
def config(session: Session, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Config:
    """The configuration of a session that will gather."""
    monkeypatch.setattr(waiting, "Gatherer", Counted)
    monkeypatch.setattr(Counted, "left", 0)
    return pytester.parseconfig(*OPTIONS)


def test_there_is_one_and_it_is_left_with_the_session(config: pytest.Config) -> None:
    assert waiting.waiting(config) is waiting.waiting(config)
    config._ensure_unconfigure()
    assert Counted.left == 1


def test_what_was_taken_is_the_takers(config: pytest.Config) -> None:
    one = waiting.waiting(config)
    assert waiting.taken(config) is one
    config._ensure_unconfigure()
    assert Counted.left == 0
