"""Asks for parts of a list, as the tests of each check do."""

from __future__ import annotations

from typing import Any

from rules.cases import listed

RULE = "selection/1"


def asked(query: str, *found: Any, **rest: Any) -> Any:
    """Return an exchange that asks for a part of a list."""
    return listed(*found, query=query, **rest)
