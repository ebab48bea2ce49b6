"""A new profile to break and to change."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from harness.authoring.scaffold import scaffold

REQUIREMENT = """\
- id: DR-01
  role: provider
  class: core
  level: MUST
  basis: harness
  statement: Each answer keeps to the schema that the product describes.
  source: {ref: own}
  rule: schema/1
  probes: [{examples: ['*']}]
  explain: A partner builds from the description.
"""


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    """Return the folder of a sound profile."""
    return scaffold("duty-roster", tmp_path)


@pytest.fixture
def for_any(roster: Path) -> Path:
    """Return the folder of a sound profile for which products bring the description, from outside of Hallmark."""
    (roster / "openapi.yaml").rename(roster / "reference.yaml")
    shutil.rmtree(roster / "scenarios")
    shutil.rmtree(roster / "examples" / "DR-02")
    profile = roster / "profile.yaml"
    text = profile.read_text(encoding="utf-8")
    profile.write_text(text.replace("status: draft", "status: draft\ndescription: subject"), encoding="utf-8")
    (roster / "requirements" / "core.yaml").write_text(REQUIREMENT, encoding="utf-8")
    return roster
