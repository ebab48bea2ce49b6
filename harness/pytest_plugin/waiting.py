"""Has the process that gathers load while pytest does, where this process of the session is going to need it."""

from __future__ import annotations

import os
from typing import Final

import pytest

from harness.pytest_plugin.apart import Gatherer

WAITING: Final = pytest.StashKey[Gatherer]()
_ELSEWHERE: Final = ("numprocesses", "tx", "px")
"""Options of pytest-xdist with which other processes run the tests."""
_NOTHING_IS_COLLECTED: Final = ("help", "version", "markers")
"""Options with which pytest tells of something and ends."""


def prepare(config: pytest.Config) -> None:
    """Start it as soon as the options are known, where this process of the session is going to ask it."""
    options = config.known_args_namespace
    elsewhere = (getattr(options, name, None) for name in (*_ELSEWHERE, *_NOTHING_IS_COLLECTED))
    if "PYTEST_XDIST_WORKER" not in os.environ and not any(elsewhere):
        waiting(config)


def waiting(config: pytest.Config) -> Gatherer:
    """Return the one that waits, started now where none was; it ends with the session."""
    if WAITING not in config.stash:
        config.stash[WAITING] = Gatherer()
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
