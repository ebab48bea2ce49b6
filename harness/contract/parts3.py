"""Reads the parts of an operation as OpenAPI 3 has them: parameters, request body, replies."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from harness.contract.links import links
from harness.contract.model import Encoding, Header, Media, Parameter, Reply, Unresolved
from harness.contract.places import Place
from harness.contract.schema import REPLY, REQUEST, Schema
from harness.contract.source import Source

STYLES: dict[str, tuple[str, ...]] = {
    "path": ("simple", "label", "matrix"),
    "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
    "header": ("simple",),
    "cookie": ("form", "cookie"),
}
"""How a parameter may be written, by where it stands; the first is meant where nothing is said (3.1, 4.8.12.2)."""
NOT_PARAMETERS = frozenset(("accept", "content-type", "authorization"))
"""Header fields that a description cannot declare as parameters (OpenAPI 3.1, 4.8.12.2.1)."""

_STATUS = re.compile("[1-9][0-9]{2}|[1-9]XX|default")


class Parts3:
    """Reads operations of OpenAPI 3.0, 3.1 and 3.2."""

    def __init__(self, source: Source) -> None:
        """Take the description."""
        self._source = source

    def parameters(self, item: Place, place: Place) -> tuple[Parameter, ...]:
        """Return the parameters of the operation at `place`, those of its path at `item` included."""
        return last_of_each(
            self._parameter(each)
            for owner in (item, place)
            for each in self._source.elements(owner.below("parameters"))
        )

    def _parameter(self, place: Place) -> Parameter | None:
        place, value = self._source.object(place, "a parameter")
        if isinstance(value, Unresolved):
            return None
        name, location = value.get("name"), value.get("in")
        if not isinstance(name, str) or not isinstance(location, str) or location not in STYLES:
            self._source.miss("a parameter needs a name, and one of path, query, header and cookie under `in`", place)
            return None
        style = value.get("style", STYLES[location][0])
        media_type, schema = self._described(value, place, REQUEST)
        if not media_type and style not in STYLES[location]:
            schema = self._source.gap(f"a parameter in the {location} cannot have that style", place.below("style"))
        return Parameter(
            name=name,
            location=location,
            required=value.get("required") is True or location == "path",
            schema=schema,
            style=text(style),
            explode=bool(value.get("explode", style in ("form", "cookie"))),
            allow_empty=value.get("allowEmptyValue") is True and location == "query",
            media_type=media_type,
            examples=self._source.examples(value, place),
            where=str(place),
        )

    def _described(self, value: dict[str, Any], place: Place, direction: str) -> tuple[str, Schema | Unresolved]:
        """Return media type ('' where `style` counts) and schema of a parameter or header field."""
        content = value.get("content")
        if isinstance(content, dict) and content:
            name = next(iter(content))
            place, media = self._source.object(place.below("content", name), "a media type")
            found = media if isinstance(media, Unresolved) else self._source.schema(place.below("schema"), direction)
            return name.lower(), found
        if "schema" not in value:
            return "", self._source.gap("neither a schema nor content is given", place)
        return "", self._source.schema(place.below("schema"), direction)

    def body(self, item: Place, place: Place) -> tuple[dict[str, Media], bool]:
        """Return the media types of the request body of the operation at `place`, and whether it is required."""
        if "requestBody" not in self._source.places.value(place):
            return {}, False
        place, value = self._source.object(place.below("requestBody"), "a request body")
        if isinstance(value, Unresolved):
            return {}, False
        return self._media(place, REQUEST), value.get("required") is True

    def _media(self, place: Place, direction: str) -> dict[str, Media]:
        found: dict[str, Media] = {}
        for written, each in self._source.members(place.below("content")):
            name = written.lower()
            if name in found:
                self._source.miss(f"the media type {name} occurs twice; the later one counts", each)
            found[name] = self._one_media(name, each, direction)
        return found

    def _one_media(self, name: str, place: Place, direction: str) -> Media:
        place, value = self._source.object(place, "a media type")
        if isinstance(value, Unresolved):
            return Media(media_type=name, schema=value, where=str(place))
        schema: Schema | Unresolved | None = None
        if "schema" in value:
            schema = self._source.schema(place.below("schema"), direction)
        elif "itemSchema" in value:
            schema = self._source.gap("a stream of items is not judged by its itemSchema", place.below("itemSchema"))
        encoding = {
            part: _encoding(each)
            for part, at in self._source.members(place.below("encoding"))
            if isinstance(each := self._source.peek(at), dict)
        }
        media = Media(
            media_type=name,
            schema=schema,
            examples=self._source.examples(value, place),
            encoding=encoding,
            where=str(place),
        )
        return self._source.judged(media, place)

    def replies(self, place: Place) -> dict[str, Reply]:
        """Return what the operation at `place` may answer, by status."""
        found: dict[str, Reply] = {}
        for name, each in statuses(self._source, place):
            found[name] = self._reply(name, each)
        return found

    def _reply(self, status: str, place: Place) -> Reply:
        place, value = self._source.object(place, "a reply")
        if isinstance(value, Unresolved):
            return Reply(status=status, media={}, headers={}, unresolved=value, where=str(place))
        _, content = self._source.object(place.below("content"), "content") if "content" in value else (place, {})
        headers = {
            name.lower(): self._header(name, each)
            for name, each in self._source.members(place.below("headers"))
            if name.lower() != "content-type"
        }
        return Reply(
            status=status,
            media=self._media(place, REPLY) if isinstance(content, dict) else {},
            headers=headers,
            links=links(self._source, place),
            unresolved=content if isinstance(content, Unresolved) else None,
            where=str(place),
        )

    def _header(self, name: str, place: Place) -> Header:
        place, value = self._source.object(place, "a header field")
        if isinstance(value, Unresolved):
            return Header(name=name, required=False, schema=value, where=str(place))
        media_type, schema = self._described(value, place, REPLY)
        return Header(
            name=name,
            required=value.get("required") is True,
            schema=schema,
            explode=value.get("explode") is True,
            media_type=media_type,
            where=str(place),
        )


def _encoding(value: dict[str, Any]) -> Encoding:
    style = text(value.get("style"))
    return Encoding(
        content_type=text(value.get("contentType")),
        style=style,
        explode=bool(value.get("explode", style in ("", "form"))),
    )


def last_of_each(parameters: Iterable[Parameter | None]) -> tuple[Parameter, ...]:
    """Return the parameters by place and name: those of an operation come later, and override those of its path."""
    found: dict[tuple[str, str], Parameter] = {}
    for each in parameters:
        if each is not None and not (each.location == "header" and each.name.lower() in NOT_PARAMETERS):
            found[each.location, each.name.lower() if each.location == "header" else each.name] = each
    return tuple(found.values())


def statuses(source: Source, place: Place) -> Iterator[tuple[str, Place]]:
    """Yield what the operation at `place` has under `responses`: `200`, `2XX` or `default`, and the place of each."""
    if source.peek(place.below("responses")) is None:
        return
    place, value = source.object(place.below("responses"), "responses")
    if isinstance(value, Unresolved):
        # Then every status may be described, so that none can be held against the product.
        yield "default", place
        return
    seen = set()
    for written, each in source.members(place):
        if written.startswith("x-"):
            continue
        name = written if written == "default" else written.upper()
        if not _STATUS.fullmatch(name):
            source.gap("a status must be written as 200, 2XX or default", each)
        elif name in seen:
            source.gap(f"the status {name} is described twice; the later one counts", each)
        if _STATUS.fullmatch(name):
            seen.add(name)
            yield name, each


def text(value: Any) -> str:
    """Return `value` where it is text, and '' otherwise."""
    return value if isinstance(value, str) else ""
