"""Gives a project in which pytest is run with Hallmark."""

from __future__ import annotations

import pytest
from plugin_sessions import Session


@pytest.fixture
def session(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Session:
    """A project whose product is nowhere."""
    return Session(pytester, monkeypatch, "http://127.0.0.1:9/api")
