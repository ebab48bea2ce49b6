"""Lists values that break one schema in one way: another type, a bound passed, a member missing or too many."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from harness.gather.cases.edges import Tried
from harness.gather.cases.flat import Flat
from harness.gather.cases.texts import FORMATS, lettered
from harness.gather.cases.values import MOST_ITEMS, Values

LONG: Final = 20_000
"""Characters of a text that is too long wherever a length is set."""
STRANGER: Final = "hallmarkUnknown"
"""Name of a member that no schema has."""
OTHERS: Final[dict[str, tuple[Any, ...]]] = {
    "object": ([], "text", None, 0, True),
    "array": ({}, "text", None, 0),
    "string": (0, True, None, [], {}),
    "integer": ("1", 1.5, True, None, [], {}, ""),
    "number": ("1.5", True, None, [], {}, ""),
    "boolean": ("true", 1, None, [], "yes"),
    "null": ("null", 0, {}),
}
"""Values of other types, those that programs confuse most first."""
EITHER: Final = "hard to hold"
"""Said of values that keep many schemas and that a program may still refuse, but must not fail on."""
HARD_TEXTS: Final = ("a\x00b", "\ufffe")
"""Characters that JSON can say and storage often cannot."""
HARD_NUMBERS: Final = (2**31, 2**63, -(2**63) - 1, 10**30)


def wrongs(values: Values, flat: Flat, value: Any) -> Iterator[Tried]:
    """Yield what breaks one place of a value, which holds `value` now."""
    kinds = flat["type"]
    for number in range(max((len(OTHERS.get(kind, ())) for kind in kinds), default=0)):
        for kind in kinds:
            yield from (Tried("another type", other) for other in OTHERS.get(kind, ())[number : number + 1])
    if "const" in flat or "enum" in flat:
        yield from _choice(flat)
        return
    if "string" in kinds:
        yield from _texts(flat)
        yield from (Tried(EITHER, text) for text in HARD_TEXTS)
    if "integer" in kinds or "number" in kinds:
        yield from _numbers(flat)
        yield from (Tried(EITHER, number) for number in HARD_NUMBERS)
    if "array" in kinds and isinstance(value, list):
        yield from _arrays(values, flat, value)
    if "object" in kinds and isinstance(value, dict):
        yield from _objects(flat, value)


def _choice(flat: Flat) -> Iterator[Tried]:
    members = flat.get("enum", [flat.get("const")])
    first = next((member for member in members if isinstance(member, str)), "")
    yield from (Tried("not of enum", text) for text in ("hallmark-unknown", "", first.swapcase(), f"{first} "))


def _texts(flat: Flat) -> Iterator[Tried]:
    least, most = flat.get("minLength", 0), flat.get("maxLength")
    if least:
        yield Tried("minLength", lettered(least - 1, plain=True))
    if most is not None:
        yield Tried("maxLength", lettered(most + 1, plain=True))
        yield Tried("far beyond maxLength", lettered(max(LONG, most + 1), plain=True))
    if flat.get("format") in FORMATS:
        yield from (Tried(f"format {flat['format']}", text) for text in FORMATS[flat["format"]].bad)
    if "pattern" in flat:
        yield from (Tried("pattern", text) for text in ("", "hallmark?", "0", "é", "\n"))


def _numbers(flat: Flat) -> Iterator[Tried]:
    step = 1 if "integer" in flat["type"] else 0.001
    for keyword, sign in (("minimum", -1), ("maximum", 1)):
        if keyword in flat:
            yield Tried(keyword, flat[keyword] + sign * step)
            yield Tried(f"far beyond {keyword}", flat[keyword] + sign * 10**12)
    for keyword in ("exclusiveMinimum", "exclusiveMaximum"):
        if keyword in flat:
            yield Tried(keyword, flat[keyword])
    if "multipleOf" in flat:
        yield Tried("multipleOf", flat["multipleOf"] / 2)


def _arrays(values: Values, flat: Flat, value: list[Any]) -> Iterator[Tried]:
    least, most = flat.get("minItems", 0), flat.get("maxItems")
    if least:
        yield Tried("minItems", value[: least - 1])
    if most is not None and most < MOST_ITEMS:
        yield Tried("maxItems", values.items(flat, most + 1))
    if flat.get("uniqueItems") and value:
        yield Tried("uniqueItems", [*value, value[0]])


def _objects(flat: Flat, value: dict[str, Any]) -> Iterator[Tried]:
    for name in flat.get("required", ()):
        if name in value:
            yield Tried(f"without {name}", {key: member for key, member in value.items() if key != name})
    if flat.get("additionalProperties") is False:
        yield Tried("a member that is unknown", {**value, STRANGER: 1})
    if value:
        yield Tried("empty", {})
