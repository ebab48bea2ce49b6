"""Lists values at the edges of what one schema allows, each keyword's own; the validator has the last word."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from harness.gather.cases import pattern
from harness.gather.cases.flat import Flat
from harness.gather.cases.texts import AWKWARD, FORMATS, lettered
from harness.gather.cases.values import MOST_ITEMS, MOST_LETTERS, Values

LARGE = 2**53
"""Beyond it numbers and their neighbours are the same to many programs (IEEE 754)."""


class Tried(NamedTuple):
    """A value, and what is tried by it."""

    why: str
    value: Any


def edges(values: Values, flat: Flat) -> Iterator[Tried]:
    """Yield the edges of one place of a value; `flat` is the schema there."""
    if "const" in flat:
        return
    if "enum" in flat:
        yield from (Tried("each of enum", member) for member in flat["enum"][1:])
        return
    for kind in flat["type"]:
        if kind == "null" and len(flat["type"]) > 1:
            yield Tried("null", None)
        elif kind == "boolean":
            yield from (Tried("boolean", value) for value in (False, True))
        elif kind == "string":
            yield from _texts(flat)
        elif kind in ("integer", "number"):
            yield from _numbers(flat, whole=kind == "integer")
        elif kind == "array":
            yield from _arrays(values, flat)


def _texts(flat: Flat) -> Iterator[Tried]:
    least, most = flat.get("minLength", 0), flat.get("maxLength")
    if "pattern" in flat:
        for why, made in (("shortest", pattern.shortest), ("longest", pattern.longest)):
            text = made(flat["pattern"])
            if text is not None:
                yield Tried(f"{why} by pattern", text)
        return
    if flat.get("format") in FORMATS:
        yield from (Tried(f"format {flat['format']}", text) for text in FORMATS[flat["format"]].good)
        return
    yield Tried("minLength", lettered(least))
    if most is not None and most <= MOST_LETTERS:
        yield Tried("maxLength", lettered(most))
        yield Tried("maxLength, plain", lettered(most, plain=True))
        yield Tried("maxLength, wide", "😀" * most)
    else:
        yield Tried("long", lettered(max(least, 1000)))
    yield from (Tried("awkward text", text) for text in AWKWARD if least <= len(text) <= (most or MOST_LETTERS))


def _numbers(flat: Flat, *, whole: bool) -> Iterator[Tried]:
    step = flat.get("multipleOf", 1 if whole else 0.001)
    for low, exclusive, sign in (("minimum", "exclusiveMinimum", 1), ("maximum", "exclusiveMaximum", -1)):
        if low in flat:
            yield Tried(low, flat[low])
            yield Tried(f"{low} and a step", flat[low] + sign * step)
        if exclusive in flat:
            yield Tried(exclusive, flat[exclusive] + sign * step)
    yield from (Tried("number", value) for value in (0, 1, -1, LARGE + 1, -LARGE - 1))
    if not whole:
        yield from (Tried("fraction", value) for value in (0.1, -0.0, 1e-7, 123456789.123456789, 1e300))


def _arrays(values: Values, flat: Flat) -> Iterator[Tried]:
    least, most = flat.get("minItems", 0), flat.get("maxItems")
    yield Tried("minItems", values.items(flat, min(least, MOST_ITEMS)))
    if most is None:
        yield Tried("many items", values.items(flat, max(least, 20)))
    elif most <= MOST_ITEMS:
        yield Tried("maxItems", values.items(flat, most))
    if not flat.get("uniqueItems") and (most is None or most > 1) and least <= 2:
        yield Tried("the same item twice", values.items(flat, 1) * 2)
