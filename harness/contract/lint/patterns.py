"""Finds regular expressions that can take a program hours to match against one short text (ReDoS, CWE-1333)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from harness.contract.backtracking import EXPONENTIAL, UNREAD, looked_into
from harness.contract.compile import Compiled
from harness.contract.lint.finding import Finding
from harness.contract.lint.nodes import nodes

_MESSAGES = {
    EXPONENTIAL: "the pattern {} can be matched against one text in exponentially many ways, "
    "which keeps a backtracking engine busy for hours; Hallmark's own engine gives up in time",
    UNREAD: "the pattern {} could not be looked into; it may be one that keeps a backtracking engine busy for hours",
}


def findings(compiled: Compiled) -> Iterator[Finding]:
    """Yield each such pattern where it stands first."""
    seen: set[str] = set()
    for where, node in nodes(compiled.contract):
        for at, pattern in _patterns(node):
            if pattern not in seen:
                seen.add(pattern)
                message = _MESSAGES.get(looked_into(pattern))
                if message is not None:
                    code = f"patterns/{looked_into(pattern)}"
                    yield Finding(code=code, message=message.format(_short(pattern)), where=where + at)


def _patterns(node: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if "pattern" in node:
        yield "/pattern", node["pattern"]
    for pattern in node.get("patternProperties", ()):
        yield "/patternProperties", pattern


def _short(pattern: str) -> str:
    return pattern if len(pattern) <= 80 else pattern[:77] + "..."
