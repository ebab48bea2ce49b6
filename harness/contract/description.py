"""Reads operations out of the `paths`, `webhooks` and `callbacks` of an API description."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

from harness.contract.dialect import servers
from harness.contract.model import OUTBOUND, WEBHOOK, Media, Operation, Parameter, Reply, Unresolved
from harness.contract.places import Place
from harness.contract.source import Source

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
"""Members of a path that are operations; `query` since OpenAPI 3.2."""

DEEPEST = 3
"""Callbacks within callbacks that are read."""
MOST_OPERATIONS = 200_000


class Parts(Protocol):
    """Reads the parts of an operation, as one version of OpenAPI has them."""

    def parameters(self, item: Place, place: Place) -> tuple[Parameter, ...]: ...
    def body(self, item: Place, place: Place) -> tuple[dict[str, Media], bool]: ...
    def replies(self, place: Place) -> dict[str, Reply]: ...


class Reader:
    """Reads one description; what it cannot read becomes a gap."""

    def __init__(self, source: Source, parts: Parts) -> None:
        """Take the description, and what reads the parts of its operations."""
        self._source = source
        self._parts = parts
        self._ids: set[str] = set()
        self._calling: list[Place] = []
        """Callbacks that are being read, each within the one before."""

    def operations(self, member: str, direction: str) -> Iterator[Operation]:
        """Yield the operations under `paths` or `webhooks` of the main file, and their callbacks; so many at most."""
        for operation in self._operations(member, direction):
            if len(self._ids) > MOST_OPERATIONS:
                self._source.gap(f"there are more than {MOST_OPERATIONS} operations", Place("", f"/{member}"))
                return
            yield operation

    def _operations(self, member: str, direction: str) -> Iterator[Operation]:
        for path, place in self._source.members(Place("", f"/{member}")):
            if direction == OUTBOUND and not path.startswith("/"):
                if not path.startswith("x-"):
                    self._source.gap("a path must begin with a slash", place)
                continue
            yield from self._path(path, place, direction)

    def _path(self, path: str, place: Place, direction: str, caller: str = "") -> Iterator[Operation]:
        if self._source.peek(place) is None:
            return
        beside = self._beside(place)
        place, item = self._source.object(place, "a path")
        if beside:
            self._source.gap(f"beside its $ref the path has {beside}, which is not read", place)
        if isinstance(item, Unresolved):
            return
        own = [(method, place.below(method)) for method in METHODS if method in item]
        for method, below in (*own, *self._source.members(place.below("additionalOperations"))):
            below, value = self._source.object(below, "an operation")
            if isinstance(value, Unresolved):
                continue
            operation = self._operation(path, method, below, place, direction, caller)
            yield operation
            yield from self._callbacks(below, operation.id)

    def _beside(self, place: Place) -> str:
        """Name what a path says beside its `$ref`; what that means is undefined (OpenAPI 3.1, 4.8.9.1)."""
        value = self._source.peek(place)
        if not isinstance(value, dict) or "$ref" not in value:
            return ""
        return ", ".join(name for name in ("parameters", *METHODS) if name in value)

    def _callbacks(self, place: Place, caller: str) -> Iterator[Operation]:
        if "callbacks" not in self._source.places.value(place):
            return
        if place.below("callbacks") in self._calling or len(self._calling) >= DEEPEST:
            self._source.gap("callbacks that ask for one another in turn are not read", place.below("callbacks"))
            return
        self._calling.append(place.below("callbacks"))
        yield from self._called(place, caller)
        self._calling.pop()

    def _called(self, place: Place, caller: str) -> Iterator[Operation]:
        for _, callback in self._source.members(place.below("callbacks")):
            followed, _ = self._source.follow(callback)
            for expression, item in self._source.members(followed):
                if not expression.startswith("x-"):
                    yield from self._path(expression, item, WEBHOOK, caller)

    def _operation(self, path: str, method: str, place: Place, item: Place, direction: str, caller: str) -> Operation:
        value = self._source.places.value(place)
        self._source.missed = []
        parameters = self._parts.parameters(item, place)
        bodies, required = self._parts.body(item, place)
        incomplete = tuple(self._source.missed)
        return Operation(
            id=self._id(value, method, path, place),
            method=method.upper(),
            path=path,
            direction=direction,
            summary=value["summary"] if isinstance(value.get("summary"), str) else "",
            tags=tuple(tag for tag in _list(value.get("tags")) if isinstance(tag, str)),
            deprecated=value.get("deprecated") is True,
            parameters=parameters,
            request_bodies=bodies,
            request_required=required,
            replies=self._parts.replies(place),
            security=security(value.get("security", self._source.root().get("security"))),
            servers=servers(value) or servers(self._source.places.value(item)),
            caller=caller,
            extensions={key: each for key, each in value.items() if key.startswith("x-")},
            incomplete=incomplete,
            where=str(place),
        )

    def _id(self, value: dict[str, Any], method: str, path: str, place: Place) -> str:
        given = value.get("operationId")
        fallback = f"{method.upper()} {path}"
        if isinstance(given, str) and given and given not in self._ids:
            self._ids.add(given)
            return given
        name = self._free(fallback)
        if isinstance(given, str) and given:
            self._source.gap(
                f"the operationId {given} is taken; the operation is called {name}", place.below("operationId")
            )
        self._ids.add(name)
        return name

    def _free(self, name: str) -> str:
        """Return `name`, with a number behind it where it is taken, as that of a callback may be."""
        number = 1
        found = name
        while found in self._ids:
            number += 1
            found = f"{name} ({number})"
        return found


def security(value: Any) -> tuple[tuple[tuple[str, tuple[str, ...]], ...], ...]:
    """Return the alternatives of a Security Requirement list; each is a set of (scheme, scopes)."""
    return tuple(
        tuple(
            (scheme, tuple(scope for scope in _list(scopes) if isinstance(scope, str)))
            for scheme, scopes in each.items()
        )
        for each in _list(value)
        if isinstance(each, dict)
    )


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
