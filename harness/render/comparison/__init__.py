"""Renders a comparison of products, one format a file; what was compared goes in, bytes come out."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Final

from harness.compare.matrix import Comparison

FORMS: Final = {
    "comparison.html": "html",
    "comparison.xlsx": "xlsx",
    "comparison.csv": "csv",
    "comparison.json": "json",
}
"""Each file that a comparison is written to, and the module here that makes it."""


def renderer(form: str) -> Callable[[Comparison], bytes]:
    """Return the `render` of a module here."""
    found: Callable[[Comparison], bytes] = importlib.import_module(f"harness.render.comparison.{form}").render
    return found
