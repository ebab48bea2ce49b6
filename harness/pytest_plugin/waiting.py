"""Keeps whoever waits to be asked by this process of the session, until the session takes it or ends."""

from __future__ import annotations

from typing import Final

import pytest

from harness.pytest_plugin.apart import Gatherer
from harness.pytest_plugin.beginning import begun

WAITING: Final = pytest.StashKey[Gatherer]()


def waiting(config: pytest.Config) -> Gatherer:
    """Return the one that waits, started now where none was; it ends with the session."""
    if WAITING not in config.stash:
        config.stash[WAITING] = Gatherer(begun(config))
        config.add_cleanup(lambda: _dismiss(config))
    return config.stash[WAITING]


def taken(config: pytest.Config) -> Gatherer:
    """Return the one that waits; it is the caller's from now on."""
    gatherer = waiting(config)
    del config.stash[WAITING]
    return gatherer


def _dismiss(config: pytest.Config) -> None:
    """End one that nobody took."""
    if WAITING in config.stash:
        taken(config).leave()
