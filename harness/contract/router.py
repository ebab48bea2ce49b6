"""Finds the operation that a method and a request target address."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote, unquote

from harness.contract.branches import Branches
from harness.contract.model import Match, Operation

MOST_CACHED = 256
"""Targets; each is asked for several times in a row, and seldom again."""
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_UNRESERVED = re.compile(r"%(2[DdEe]|3[0-9]|4[1-9A-Fa-f]|5[0-9AaFf]|6[1-9A-Fa-f]|7[0-9AaEe])")
_AUTHORITY = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*")


class Route:
    """One path template and its methods."""

    __slots__ = ("_pattern", "names", "operations", "order", "template")

    def __init__(self, template: str) -> None:
        """Take `template`; a placeholder stands for one or more characters of one segment."""
        self.template = template
        self.operations: dict[str, Operation] = {}
        self.names: list[str] = _PLACEHOLDER.findall(template)
        self._pattern: re.Pattern[str] | None = None
        # A segment without a placeholder is more exact than one with, and an earlier one counts for more.
        self.order = (tuple("{" in segment for segment in template.split("/")), template)

    def groups(self, path: str) -> tuple[str, ...] | None:
        """Return what stands for the placeholders in `path`, or None where it is another path."""
        if self._pattern is None:
            self._pattern = _pattern(_PLACEHOLDER.split(self.template)[::2])
        found = self._pattern.fullmatch(path[::-1])
        return None if found is None else tuple(text[::-1] for text in reversed(found.groups()))

    def params(self, groups: tuple[str, ...]) -> dict[str, str]:
        """Return the values of the placeholders, percent-decoded."""
        return {name: unquote(text) if "%" in text else text for name, text in zip(self.names, groups, strict=True)}


class Router:
    """All paths of a contract, by their segments; those without placeholders by text."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        """Take the operations that are addressed by path."""
        self._static: dict[str, Route] = {}
        self._templates: Branches[Route] = Branches()
        self._cache: dict[tuple[str, str, str], Match | None] = {}
        routes: dict[str, Route] = {}
        for operation in operations:
            route = routes.setdefault(operation.path, Route(operation.path))
            route.operations[operation.method] = operation
        for template, route in routes.items():
            if route.names:
                self._templates.add(template, route, _literal)
            else:
                self._static[_literal(template)] = route

    def match(self, method: str, target: str, prefix: str = "") -> Match | None:
        """Return the operation addressed, or None; the query does not matter."""
        key = (method, target, prefix)
        if key not in self._cache:
            if len(self._cache) >= MOST_CACHED:
                self._cache.clear()
            self._cache[key] = self._find(method, target, prefix)
        return self._cache[key]

    def methods(self, target: str, prefix: str = "") -> dict[str, Operation]:
        """Return the operations on the path of `target` by method; empty where the contract has no such path."""
        path = path_of(target, prefix)
        return {} if path is None else next((dict(route.operations) for route, _ in self._routes(path)), {})

    def takes(self, method: str, target: str, prefix: str = "") -> bool:
        """Tell whether any path that fits the target has the method, one with placeholders beside one without too.

        A product may well let `GET /notes/{id}` answer where `POST /notes/search` is what OpenAPI matches first.
        """
        path = path_of(target, prefix)
        if path is None:
            return False
        routes = (r for r in self._templates.fitting(path) if r.groups(path) is not None)
        static = self._static.get(path)
        return any(method in route.operations for route in (*routes, *((static,) if static else ())))

    def _find(self, method: str, target: str, prefix: str) -> Match | None:
        path = path_of(target, prefix)
        if path is None:
            return None
        for route, groups in self._routes(path):
            operation = route.operations.get(method)
            if operation is not None:
                return Match(operation=operation, path_params=route.params(groups))
        return None

    def _routes(self, path: str) -> Iterable[tuple[Route, tuple[str, ...]]]:
        static = self._static.get(path)
        if static is not None:
            # A path without placeholders is matched before its templated counterparts (OpenAPI 3.1, 4.8.8.2).
            yield static, ()
            return
        for route in sorted(self._templates.fitting(path), key=_order):
            groups = route.groups(path)
            if groups is not None:
                yield route, groups


def _order(route: Route) -> tuple[tuple[bool, ...], str]:
    return route.order


def path_of(target: str, prefix: str = "") -> str | None:
    """Return the path of a request target below `prefix`, normalised (RFC 3986, 6.2.2.2); None outside of it."""
    path = target.partition("#")[0].partition("?")[0]
    if not path.startswith("/"):
        authority = _AUTHORITY.match(path)
        if authority is None:
            return None
        path = path[authority.end() :] or "/"
    if prefix:
        if not path.startswith(prefix):
            return None
        path = path[len(prefix) :] or "/"
        if not path.startswith("/"):
            return None
    if "%" in path:
        path = _UNRESERVED.sub(lambda found: unquote(found[0]), path)
    return path


def _pattern(literals: list[str]) -> re.Pattern[str]:
    """Return what matches a path read backwards, whose literal parts are these, in time linear in its length.

    Read backwards each placeholder takes as little as it can and gives nothing back, which is what taking as much as
    it can means from the front; `{a}{b}{c}x` would otherwise be tried in as many ways as there are letters cubed.
    """
    backwards = [re.escape(_literal(part)[::-1]) for part in reversed(literals)]
    first, *rest = backwards
    between = "".join(f"(?>([^/]+?){literal})" for literal in rest[:-1])
    return re.compile(first + between + (f"([^/]+){rest[-1]}" if rest else ""))


def _literal(text: str) -> str:
    return _UNRESERVED.sub(lambda found: unquote(found[0]), quote(text, safe="/%!$&'()*+,;=:@-._~"))
