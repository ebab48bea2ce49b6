"""A new profile to break and to change."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.authoring.scaffold import scaffold


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    """Return the folder of a sound profile."""
    return scaffold("duty-roster", tmp_path)
