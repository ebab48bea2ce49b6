"""Finds keywords of schemas that say nothing in the description's version of OpenAPI."""

from __future__ import annotations

from collections.abc import Iterator

from harness.contract.compile import Compiled
from harness.contract.lint.finding import Finding


def findings(compiled: Compiled) -> Iterator[Finding]:
    """Yield each such keyword: its author meant something that is not judged."""
    for keyword, place in compiled.ignored:
        message = f"{keyword} says nothing in a schema of OpenAPI {compiled.version}; what it means is not judged"
        yield Finding(code="keywords/ignored", message=message, where=str(place))
