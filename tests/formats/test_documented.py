"""The page for authors names every format, and no other."""

from __future__ import annotations

import re
from pathlib import Path

from harness.formats import IDENTIFIERS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "identifiers.md"


def test_the_page_names_every_format() -> None:
    rows = [line.split("|")[1] for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    assert sorted(name for row in rows for name in re.findall("`([^`]+)`", row)) == sorted(["format", *IDENTIFIERS])
