"""Reads operations out of the `paths`, `webhooks` and `callbacks` of an API description."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from harness.contract.model import OUTBOUND, WEBHOOK, Header, Media, Operation, Parameter, Reply, Unresolved
from harness.contract.normal import Unusable
from harness.contract.places import Place, Places, Unfound
from harness.contract.pooling import Pooling
from harness.contract.schema import REPLY, REQUEST, Schema

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_STYLES = {"path": "simple", "query": "form", "header": "simple", "cookie": "form"}
_NOT_PARAMETERS = frozenset(("accept", "content-type", "authorization"))
"""Header fields that a description cannot declare as parameters (OpenAPI 3.1, 4.8.12.2.1)."""


class Reader:
    """Reads one description; what it cannot read becomes an entry of `gaps` and costs no more than itself."""

    def __init__(self, places: Places, pool: Pooling) -> None:
        """Take the files, and the pool that the schemas go to."""
        self._places = places
        self._pool = pool
        self._ids: set[str] = set()
        self._missed: list[Unresolved] = []
        self.gaps: dict[Unresolved, None] = {}

    def operations(self, member: str, direction: str) -> Iterator[Operation]:
        """Yield the operations under `paths` or `webhooks` of the main file, and their callbacks."""
        for path, place in self._members(Place("", f"/{member}")):
            if direction == OUTBOUND and not path.startswith("/"):
                if not path.startswith("x-"):
                    self._gap("a path must begin with a slash", place)
                continue
            yield from self._path(path, place, direction)

    def _path(self, path: str, place: Place, direction: str) -> Iterator[Operation]:
        place, item = self._follow(place)
        if not isinstance(item, dict):
            if item is not None:
                self._gap("a path must have methods", place)
            return
        for method in METHODS:
            if method in item:
                below = place.below(method)
                if not isinstance(item[method], dict):
                    self._gap("an operation must be an object", below)
                    continue
                operation = self._operation(path, method, below, place, direction)
                yield operation
                yield from self._callbacks(below)

    def _callbacks(self, place: Place) -> Iterator[Operation]:
        for _, callback in self._members(place.below("callbacks")):
            followed, _ = self._follow(callback)
            for expression, item in self._members(followed):
                if not expression.startswith("x-"):
                    yield from self._path(expression, item, WEBHOOK)

    def _operation(self, path: str, method: str, place: Place, item: Place, direction: str) -> Operation:
        value = self._places.value(place)
        self._missed = []
        parameters = self._parameters(item, place)
        bodies, required = self._request_body(place)
        incomplete = tuple(self._missed)
        return Operation(
            id=self._id(value, method, path, place),
            method=method.upper(),
            path=path,
            direction=direction,
            summary=_text(value.get("summary")),
            tags=tuple(tag for tag in _list(value.get("tags")) if isinstance(tag, str)),
            parameters=parameters,
            request_bodies=bodies,
            request_required=required,
            replies=self._replies(place),
            security=security(value.get("security", self._root().get("security"))),
            extensions={key: each for key, each in value.items() if key.startswith("x-")},
            incomplete=incomplete,
            where=str(place),
        )

    def _id(self, value: dict[str, Any], method: str, path: str, place: Place) -> str:
        given = value.get("operationId")
        fallback = f"{method.upper()} {path}"
        if isinstance(given, str) and given in self._ids:
            self._gap(
                f"the operationId {given} is taken; the operation is called {fallback}", place.below("operationId")
            )
        name = given if isinstance(given, str) and given and given not in self._ids else fallback
        self._ids.add(name)
        return name

    def _parameters(self, item: Place, place: Place) -> tuple[Parameter, ...]:
        found: dict[tuple[str, str], Parameter] = {}
        # Those of the operation come later, and so override those of its path.
        for each in (*self._elements(item.below("parameters")), *self._elements(place.below("parameters"))):
            parameter = self._parameter(each)
            if parameter is not None and not (
                parameter.location == "header" and parameter.name.lower() in _NOT_PARAMETERS
            ):
                found[parameter.location, parameter.name] = parameter
        return tuple(found.values())

    def _parameter(self, place: Place) -> Parameter | None:
        place, value = self._follow(place)
        if value is None:
            return None
        name, location = (value.get("name"), value.get("in")) if isinstance(value, dict) else (None, None)
        if not isinstance(name, str) or location not in _STYLES:
            reason = "a parameter needs a name, and one of path, query, header and cookie under `in`"
            self._missed.append(self._gap(reason, place))
            return None
        style = value.get("style", _STYLES[location])
        media_type, schema_place = self._of_content(value, place)
        return Parameter(
            name=name,
            location=location,
            required=value.get("required") is True or location == "path",
            schema=self._schema(schema_place, REQUEST),
            style=_text(style),
            explode=bool(value.get("explode", style == "form")),
            media_type=media_type,
            examples=self._examples(value, place),
            where=str(place),
        )

    def _of_content(self, value: dict[str, Any], place: Place) -> tuple[str, Place]:
        content = value.get("content")
        if isinstance(content, dict) and content:
            media_type = next(iter(content))
            return media_type.lower(), place.below("content", media_type, "schema")
        return "", place.below("schema")

    def _request_body(self, place: Place) -> tuple[dict[str, Media], bool]:
        if "requestBody" not in self._places.value(place):
            return {}, False
        place, value = self._follow(place.below("requestBody"))
        if not isinstance(value, dict):
            if value is not None:
                self._missed.append(self._gap("a request body must be an object", place))
            return {}, False
        return self._media(place, REQUEST), value.get("required") is True

    def _media(self, place: Place, direction: str) -> dict[str, Media]:
        found: dict[str, Media] = {}
        for written, each in self._members(place.below("content")):
            each, value = self._follow(each)
            if not isinstance(value, dict):
                continue
            schema = self._schema(each.below("schema"), direction) if "schema" in value else None
            name = written.lower()
            found[name] = Media(media_type=name, schema=schema, examples=self._examples(value, each))
        return found

    def _replies(self, place: Place) -> dict[str, Reply]:
        found: dict[str, Reply] = {}
        for status, each in self._members(place.below("responses")):
            if not status.startswith("x-"):
                name = status if status == "default" else status.upper()
                found[name] = self._reply(name, each)
        return found

    def _reply(self, status: str, place: Place) -> Reply:
        try:
            place, value = self._places.follow(place)
            reason = "a reply must be an object"
        except Unfound as error:
            value, reason = None, str(error)
        if not isinstance(value, dict):
            gap = self._gap(reason, place)
            return Reply(status=status, media={}, headers={}, unresolved=gap, where=str(place))
        headers = {}
        for name, each in self._members(place.below("headers")):
            header = self._header(name, each)
            if header is not None and name.lower() != "content-type":
                headers[name.lower()] = header
        return Reply(status=status, media=self._media(place, REPLY), headers=headers, where=str(place))

    def _header(self, name: str, place: Place) -> Header | None:
        place, value = self._follow(place)
        if not isinstance(value, dict):
            return None
        media_type, schema_place = self._of_content(value, place)
        return Header(
            name=name,
            required=value.get("required") is True,
            schema=self._schema(schema_place, REPLY),
            explode=value.get("explode") is True,
            media_type=media_type,
            where=str(place),
        )

    def _schema(self, place: Place, direction: str) -> Schema | Unresolved:
        try:
            return self._pool.schema(place, direction)
        except Unusable as error:
            return self._gap(str(error), error.place)

    def _examples(self, value: dict[str, Any], place: Place) -> tuple[tuple[str, Any], ...]:
        found = [("", value["example"])] if "example" in value else []
        for name, each in self._members(place.below("examples")):
            try:
                _, example = self._places.follow(each)
            except Unfound as error:
                self._gap(str(error), each)
                continue
            if isinstance(example, dict) and "value" in example:
                found.append((name, example["value"]))
        return tuple(found)

    def _follow(self, place: Place) -> tuple[Place, Any]:
        """Return where the references at `place` end, and the value there; None, and a gap, where they lead nowhere."""
        try:
            return self._places.follow(place)
        except Unfound as error:
            self._missed.append(self._gap(str(error), place))
            return place, None

    def _members(self, place: Place) -> Iterator[tuple[str, Place]]:
        value = self._peek(place)
        if isinstance(value, dict):
            yield from ((name, place.below(name)) for name in value)
        elif value is not None and not isinstance(value, list):
            self._missed.append(self._gap("an object must stand here", place))

    def _elements(self, place: Place) -> Iterator[Place]:
        value = self._peek(place)
        if isinstance(value, list):
            yield from (place.below(index) for index in range(len(value)))
        elif value is not None:
            self._missed.append(self._gap("a list must stand here", place))

    def _peek(self, place: Place) -> Any:
        try:
            return self._places.value(place)
        except Unfound:
            return None

    def _root(self) -> dict[str, Any]:
        root: dict[str, Any] = self._places.value(Place("", ""))
        return root

    def _gap(self, reason: str, place: Place) -> Unresolved:
        gap = Unresolved(reason=reason, where=str(place))
        self.gaps[gap] = None
        return gap


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


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
