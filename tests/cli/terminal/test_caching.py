"""The cache lies where the platform keeps such things, or where a person says."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.cli.terminal.caching import cache_folder


@pytest.mark.parametrize(
    "environment, platform, folder",
    [
        ({"HALLMARK_CACHE": "/a", "HOME": "/h"}, "linux", Path("/a")),
        ({"HALLMARK_CACHE": "", "HOME": "/h"}, "linux", None),
        ({"XDG_CACHE_HOME": "/x", "HOME": "/h"}, "linux", Path("/x/hallmark")),
        ({"XDG_CACHE_HOME": "x", "HOME": "/h"}, "linux", Path("/h/.cache/hallmark")),
        ({"HOME": "/h"}, "darwin", Path("/h/Library/Caches/hallmark")),
        ({"LOCALAPPDATA": "/l"}, "win32", Path("/l/hallmark/cache")),
        ({"HOME": "/h"}, "win32", None),
        ({}, "linux", None),
    ],
)
def test_folders(environment: dict[str, str], platform: str, folder: Path | None) -> None:
    assert cache_folder(environment, platform) == folder
