"""Puts the content folders into a wheel as harness/_content/..., and leaves editable installs alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CONTENT = ("profiles", "mocks", "reports")


class ContentHook(BuildHookInterface[Any]):
    """Called by hatchling before it builds a wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add each content folder; raise FileNotFoundError when one is absent, as a wheel without it cannot run."""
        if version == "editable":
            # A copy would lie in site-packages and go stale: a checkout reads its own folders.
            return
        for kind in CONTENT:
            folder = Path(self.root) / kind
            if not folder.is_dir():
                raise FileNotFoundError(f"{folder}: this content folder belongs into the wheel and is not here")
            build_data["force_include"][str(folder)] = f"harness/_content/{kind}"
