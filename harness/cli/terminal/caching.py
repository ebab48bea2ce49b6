"""Says in which folder Hallmark keeps what it need not work out twice."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

VARIABLE: Final = "HALLMARK_CACHE"
"""Names the folder; set and empty, nothing is kept."""


def cache_folder(environment: Mapping[str, str], platform: str = sys.platform) -> Path | None:
    """Return the folder, or None where nothing is to be kept or no folder is known."""
    if VARIABLE in environment:
        return Path(environment[VARIABLE]) if environment[VARIABLE] else None
    if platform == "win32":
        local = environment.get("LOCALAPPDATA", "")
        return Path(local) / "hallmark" / "cache" if local else None
    given, home = environment.get("XDG_CACHE_HOME", ""), environment.get("HOME", "")
    if given.startswith("/"):  # the XDG Base Directory Specification has relative ones ignored
        return Path(given) / "hallmark"
    if not home:
        return None
    return Path(home) / ("Library/Caches" if platform == "darwin" else ".cache") / "hallmark"
