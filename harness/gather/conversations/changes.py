"""Makes other values for the members of a body that may be changed, each within its schema."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from harness.contract import Schema
from harness.expression import MISSING, follow, parse_pointer
from harness.gather.inputs import Inputs
from harness.gather.pairs import drop, put
from harness.resources import names
from harness.resources.fields import Field

DAY = 10
"""Letters of a date alone."""
WELSH = "Siân Ŵyn-ap-Tŷ, Łukasz Ñ, 北京, 🚒👮🏽‍♀️"
"""Letters of Welsh and of other languages, and signs beyond the first plane of Unicode."""


def changed(schema: Schema, body: Any, pointers: tuple[str, ...], inputs: Inputs) -> tuple[str, Any] | None:
    """Return a pointer to a member and a body in which only that is another; None where none may be changed."""
    for pointer, field in _members(schema, body, pointers):
        steps = parse_pointer(pointer)
        for value in _others(field, follow(body, steps), inputs):
            candidate = put(body, tuple(steps), value)
            if schema.is_valid(candidate):
                return pointer, candidate
    return None


def patches(schema: Schema, body: Any, pointers: tuple[str, ...], inputs: Inputs) -> tuple[str, Any] | None:
    """Return a pointer and a merge patch (RFC 7396) that changes that one member of the top level."""
    for pointer, field in _members(schema, body, pointers):
        name = parse_pointer(pointer)[0]
        for value in _others(field, follow(body, parse_pointer(pointer)), inputs):
            if schema.is_valid({name: value}):
                return pointer, {name: value}
    return None


def without_one(schema: Schema, body: Any, pointers: tuple[str, ...]) -> tuple[str, Any] | None:
    """Return a pointer to a member that may be left out, and the body without it; one with a default may come back."""
    for pointer, field in _members(schema, body, pointers):
        candidate = drop(body, tuple(parse_pointer(pointer)))
        if field.value("default") is None and schema.is_valid(candidate):
            return pointer, candidate
    return None


def in_other_letters(schema: Schema, body: Any, pointers: tuple[str, ...]) -> tuple[tuple[str, ...], Any]:
    """Return the pointers of the free texts of a body, and the body with other letters in each of them."""
    written = []
    for pointer, field in _members(schema, body, pointers):
        if field.kind != "string" or field.format or field.enum or field.value("pattern"):
            continue
        most = field.value("maxLength")
        text = WELSH[: most if isinstance(most, int) else None].ljust(int(field.value("minLength") or 0), "ŵ")
        candidate = put(body, tuple(parse_pointer(pointer)), text)
        if schema.is_valid(candidate):
            body = candidate
            written.append(pointer)
    return tuple(written), body


def _members(schema: Schema, body: Any, pointers: tuple[str, ...]) -> Iterator[tuple[str, Field]]:
    """Yield the members of the body that may be written, free texts first, what names other things last."""
    properties = Field.of(schema).properties
    found = [(f.pointer, f) for f in properties.values() if f.pointer in pointers and _is_there(body, f.pointer)]
    yield from sorted(found, key=lambda one: (names.refers(one[0]), _is_bound(one[1]), one[0]))


def _is_bound(field: Field) -> bool:
    return bool(field.enum or field.format or field.value("pattern"))


def _is_there(body: Any, pointer: str) -> bool:
    return follow(body, parse_pointer(pointer)) is not MISSING


def _other_times(now: str) -> Iterator[str]:
    """Yield the same time some days before; what is to come might be refused."""
    try:
        moment = datetime.fromisoformat(now)
        yield from (
            (moment - timedelta(days=days)).isoformat()[: len(now) if len(now) == DAY else None] for days in (3, 1)
        )
    except (ValueError, OverflowError):
        return


def _others(field: Field, now: Any, inputs: Inputs) -> Iterator[Any]:
    """Yield other values that may stand there."""
    yield from (value for value in field.enum if value != now and value is not None)
    if field.enum:
        return
    if isinstance(now, bool):
        yield not now
    elif isinstance(now, int | float):
        yield from (now + 1, now - 1)
    elif isinstance(now, str) and field.format in ("date-time", "date"):
        yield from _other_times(now)
    elif isinstance(now, str):
        most = field.value("maxLength")
        yield inputs.text()[: most if isinstance(most, int) else None]
        if now and now[-1:].isdigit():
            yield f"{now[:-1]}{(int(now[-1]) + 1) % 10}"
