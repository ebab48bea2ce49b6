"""Lists what is looked for in a description."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from harness.contract.compile import Compiled
from harness.contract.lint import examples, keywords, links, media_types, operations, paths, patterns
from harness.contract.lint.finding import Finding

CHECKS: Final[Mapping[str, Callable[[Compiled], Iterator[Finding]]]] = {
    "operations": operations.findings,
    "paths": paths.findings,
    "media-types": media_types.findings,
    "keywords": keywords.findings,
    "patterns": patterns.findings,
    "examples": examples.findings,
    "links": links.findings,
}
"""What is looked for, each in a file of its own."""


def lint(compiled: Compiled) -> tuple[Finding, ...]:
    """Return what is odd about a description, each thing once, in the order of the checks."""
    found: dict[tuple[str, str], Finding] = {}
    for check in CHECKS.values():
        for finding in check(compiled):
            found.setdefault((finding.code, finding.where), finding)
    return tuple(found.values())
