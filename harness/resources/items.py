"""Finds in the description of one thing what names it, what may be written, what only the product sets."""

from __future__ import annotations

from collections.abc import Iterator

from harness.resources import names
from harness.resources.fields import Field
from harness.resources.lists import SCALARS
from harness.resources.names import plain

DEEP = 3


def identifier(field: Field, parameter: str, noun: str) -> str | None:
    """Return the pointer to what names the thing in the path parameter; None where nothing looks like it."""
    if not field.properties:
        return "" if field.kind in SCALARS else None
    inner = [one for name, one in field.properties.items() if plain(name) in names.PROPERTIES and one.properties]
    for place in (field, *inner):
        properties = {plain(name): one for name, one in place.properties.items() if one.kind in (*SCALARS, "")}
        for wanted in _wanted(plain(parameter), noun):
            if wanted in properties:
                return properties[wanted].pointer
        longer = [
            one.pointer for name, one in properties.items() if name.endswith(plain(parameter)) and len(parameter) > 3
        ]
        if len(longer) == 1:
            return longer[0]
    return None


def _wanted(parameter: str, noun: str) -> Iterator[str]:
    yield parameter
    for word in names.IDENTIFIERS:
        if parameter.endswith(word):
            yield word
    yield from (f"{noun}{word}" for word in ("id", "uuid", "number", "code", "ref", "reference"))
    if parameter in (noun, f"{noun}name"):
        yield from ("id", "uuid", "identifier", "name")
    yield from ("id", "uuid", "identifier")


def envelope(field: Field) -> Field:
    """Return the properties of a thing: inside `data` and its like, where nothing else lies beside it."""
    for name, one in field.properties.items():
        alone = all(
            plain(other) in (*names.METADATA, "included", "jsonapi", "errors")
            for other in field.properties
            if other != name
        )
        if plain(name) in names.ENVELOPES and one.properties and alone:
            return envelope(one)
    return field


def properties_of(field: Field) -> Field:
    """Return where the properties proper lie: under `attributes` (JSON:API) or `properties` (GeoJSON), else here."""
    for name, one in field.properties.items():
        if plain(name) in names.PROPERTIES and one.properties and len(field.properties) <= 6:
            return one
    return field


def read_only(field: Field) -> tuple[str, ...]:
    """Return the pointers to members that only the product sets, outermost only."""
    found: list[str] = []
    for one in field.below(DEEP):
        if one.flagged("readOnly") and not any(one.pointer.startswith(f"{outer}/") for outer in found):
            found.append(one.pointer)
    return tuple(found)


def writable(sent: Field, back: Field) -> tuple[str, ...]:
    """Return the pointers to scalars at the top that can be sent and that come back."""
    return tuple(
        one.pointer
        for name, one in sent.properties.items()
        if one.kind in SCALARS and not one.flagged("readOnly") and not one.flagged("writeOnly")
        if name in back.properties and not back.properties[name].flagged("readOnly")
    )


def states(sent: Field, back: Field) -> tuple[str, ...]:
    """Return those of `writable` that have one of a few values."""
    named = {one.pointer: one for one in sent.properties.values()}
    return tuple(p for p in writable(sent, back) if named[p].enum or named[p].kind == "boolean")


def times(field: Field) -> tuple[str, ...]:
    """Return the pointers to times of day, down to a depth."""
    return tuple(one.pointer for one in field.below(DEEP) if one.format == "date-time" and one.kind in ("string", ""))


def coordinates(field: Field) -> tuple[tuple[str, str], ...]:
    """Return the pointers to latitude and longitude in one object; a GeoJSON position is one pointer twice."""
    found = []
    for place in (field, *field.below(DEEP)):
        by_name = {plain(name): one for name, one in place.properties.items()}
        latitude = next((by_name[n] for n in names.LATITUDES if n in by_name), None)
        longitude = next((by_name[n] for n in names.LONGITUDES if n in by_name), None)
        if latitude and longitude and {latitude.kind, longitude.kind} <= {"number", "integer", "string", ""}:
            found.append((latitude.pointer, longitude.pointer))
        position = by_name.get("coordinates")
        if position is not None and position.kind == "array" and "Point" in by_name.get("type", position).enum:
            found.append((position.pointer, position.pointer))
    return tuple(dict.fromkeys(found))


def coordinates_in(field: Field) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Return the pointers to lists whose elements have latitude and longitude, each with the pointers to those."""
    lists = ((one.pointer, one.element) for one in field.below(DEEP) if one.kind == "array")
    found = ((pointer, coordinates(element)) for pointer, element in lists if element is not None)
    return tuple((pointer, pairs) for pointer, pairs in found if pairs)
