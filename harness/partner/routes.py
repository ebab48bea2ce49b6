"""Finds the operation that a request addresses, by method and path."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import unquote

from harness.partner.call import Step


@dataclass(frozen=True, slots=True)
class Route:
    """One operation, ready to be run."""

    operation: str
    run: Step


@dataclass(slots=True)
class _Node:
    fixed: dict[str, _Node] = field(default_factory=dict)
    open: dict[str, _Node] = field(default_factory=dict)
    """By the name of the path parameter."""
    methods: dict[str, Route] = field(default_factory=dict)


class Routes:
    """All operations of a partner as a tree of path segments."""

    def __init__(self) -> None:
        self._root = _Node()
        self._found: dict[str, tuple[dict[str, Route], dict[str, str]]] = {}

    def add(self, method: str, path: str, route: Route) -> None:
        """Add an operation under a path template: `/incidents/{incidentId}`."""
        node = self._root
        for segment in path.split("/")[1:]:
            if segment.startswith("{") and segment.endswith("}"):
                node = node.open.setdefault(segment[1:-1], _Node())
            else:
                node = node.fixed.setdefault(segment, _Node())
        node.methods[method] = route

    def find(self, path: str) -> tuple[dict[str, Route], dict[str, str]]:
        """Return the routes of a path by method, and its parameters; no routes for a path that nothing lies under."""
        known = self._found.get(path)
        if known is None:
            known = self._look(path)
            if known[0] and not known[1] and "%" not in path:  # of those there are few
                self._found[path] = known
        return known

    def _look(self, path: str) -> tuple[dict[str, Route], dict[str, str]]:
        try:
            segments = [unquote(segment, errors="strict") for segment in path.split("/")[1:]]
        except UnicodeDecodeError:
            return {}, {}
        parameters: dict[str, str] = {}
        node = _walk(self._root, segments, 0, parameters)
        return (node.methods, parameters) if node else ({}, {})


def _walk(node: _Node, segments: list[str], at: int, parameters: dict[str, str]) -> _Node | None:
    if at == len(segments):
        return node if node.methods else None
    segment = segments[at]
    below = node.fixed.get(segment)
    found = _walk(below, segments, at + 1, parameters) if below else None
    if found or not segment:
        return found
    for name, child in node.open.items():
        found = _walk(child, segments, at + 1, parameters)
        if found:
            parameters[name] = segment
            return found
    return None
