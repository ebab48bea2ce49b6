"""Writes a profile as a schedule of requirements that a buyer can put into a tender, one format a file."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Final

from harness.render.schedule.told import Schedule

FORMS: Final = ("md", "docx", "xlsx")


def renderer(form: str) -> Callable[[Schedule], bytes]:
    """Return the `render` of a module here."""
    found: Callable[[Schedule], bytes] = importlib.import_module(f"harness.render.schedule.{form}").render
    return found
