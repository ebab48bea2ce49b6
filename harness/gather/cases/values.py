"""Makes the simplest value, the fullest value and values by chance that keep a schema."""

from __future__ import annotations

from random import Random
from typing import Any, Final

from harness.contract.schema import Schema
from harness.gather.cases import pattern
from harness.gather.cases.flat import Flat, Flattener
from harness.gather.cases.texts import AWKWARD, FORMATS, USUAL, lettered

DEEPEST: Final = 6
"""Levels of nesting down to which members that are not required are given."""
DEEPEST_NEEDED: Final = 30
MOST_ITEMS: Final = 200
MOST_LETTERS: Final = 5_000
TRIES: Final = 6


class Values:
    """Makes values for one schema; whether each keeps it is asked of the validator by whoever uses it."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.flattener = Flattener(schema.definitions)

    def flat(self, node: Any, choice: int = 0) -> Flat:
        """Return the keywords of a node, as one branch has them."""
        return self.flattener.flat(node, choice)

    def plain(self, choice: int = 0) -> Any:
        """Return a value with what is required and no more."""
        return self.make(self.schema.node, choice, 0, full=False)

    def full(self, choice: int = 0) -> Any:
        """Return a value with every member that there is; members that do not go with others are left out."""
        value = self.make(self.schema.node, choice, 0, full=True)
        return value if self.schema.is_valid(value) else self._grown(self.plain(choice), choice)

    def make(self, node: Any, choice: int, depth: int, *, full: bool) -> Any:
        """Return a value for a node that lies `depth` levels down."""
        flat = self.flat(node, choice)
        if "const" in flat:
            return flat["const"]
        if flat.get("enum"):
            return flat["enum"][0]
        kind = flat["type"][0] if flat["type"] else "null"
        if kind == "object":
            return self._object(flat, choice, depth, full=full)
        if kind == "array":
            return self._array(flat, choice, depth, full=full)
        return _scalar(kind, flat)

    def by_chance(self, random: Random, given: Any = None) -> Any:
        """Return a value that keeps the schema, by chance; `given` where none is found."""
        for _ in range(TRIES):
            value = self._chance(self.schema.node, random, 0)
            if self.schema.is_valid(value):
                return value
        return given

    def _grown(self, value: Any, choice: int) -> Any:
        """Return `value` with as many further members as it can have."""
        if not isinstance(value, dict):
            return value
        for name, node in self.flat(self.schema.node, choice).get("properties", {}).items():
            if name not in value and not _read_only(self.flat(node)):
                larger = {**value, name: self.make(node, 0, 1, full=False)}
                value = larger if self.schema.is_valid(larger) else value
        return value

    def _object(self, flat: Flat, choice: int, depth: int, *, full: bool) -> dict[str, Any]:
        needed = flat.get("required", ())
        found: dict[str, Any] = {}
        for name, node in flat.get("properties", {}).items():
            if depth > DEEPEST_NEEDED or _read_only(self.flat(node)):
                continue
            if name in needed or (full and depth < DEEPEST):
                found[name] = self.make(node, choice, depth + 1, full=full)
        for name in needed:
            if name not in found and name not in flat.get("properties", {}):
                found[name] = self.make(flat.get("additionalProperties", True), 0, depth + 1, full=False)
        for number in range(len(found), min(flat.get("minProperties", 0), MOST_ITEMS)):
            found[f"m{number}"] = self.make(flat.get("additionalProperties", True), 0, depth + 1, full=False)
        return found

    def _array(self, flat: Flat, choice: int, depth: int, *, full: bool) -> list[Any]:
        least = flat.get("minItems", 0)
        count = max(least, 1) if full and depth < DEEPEST and flat.get("maxItems", 1) else least
        return self.items(flat, min(count, MOST_ITEMS), choice, depth, full=full)

    def items(self, flat: Flat, count: int, choice: int = 0, depth: int = 0, *, full: bool = False) -> list[Any]:
        """Return so many elements of an array; where they must differ, as far as that can be had."""
        first, rest = flat.get("prefixItems", ()), flat.get("items", True)
        made = [
            self.make(first[i] if i < len(first) else rest, choice, depth + 1, full=full and depth < DEEPEST)
            for i in range(count)
        ]
        if flat.get("uniqueItems") and count > 1:
            made = [_different(value, number) for number, value in enumerate(made)]
            options = self.flat(rest).get("enum")
            made = list(options[:count]) if options else made
        return made

    def _chance(self, node: Any, random: Random, depth: int) -> Any:
        flat = self.flat(node, random.randrange(self.flattener.branches(node)) if isinstance(node, dict) else 0)
        if "const" in flat:
            return flat["const"]
        if flat.get("enum"):
            return random.choice(flat["enum"])
        kinds = flat["type"] or ("null",)
        kind = kinds[0] if random.random() < 0.8 else random.choice(kinds)
        if kind == "object":
            return self._object_by_chance(flat, random, depth)
        if kind == "array":
            least, most = flat.get("minItems", 0), flat.get("maxItems", flat.get("minItems", 0) + 4)
            count = random.randint(least, max(least, min(most, least + 6))) if depth < DEEPEST else least
            first, rest = flat.get("prefixItems", ()), flat.get("items", True)
            return [self._chance(first[i] if i < len(first) else rest, random, depth + 1) for i in range(count)]
        return scalar_by_chance(kind, flat, random)

    def _object_by_chance(self, flat: Flat, random: Random, depth: int) -> dict[str, Any]:
        needed = flat.get("required", ())
        found: dict[str, Any] = {}
        for name, node in flat.get("properties", {}).items():
            wanted = name in needed or (depth < DEEPEST and random.random() < 0.5)
            if wanted and depth <= DEEPEST_NEEDED and not _read_only(self.flat(node)):
                found[name] = self._chance(node, random, depth + 1)
        for name in needed:
            if name not in found and name not in flat.get("properties", {}):
                found[name] = self._chance(flat.get("additionalProperties", True), random, depth + 1)
        return found


def scalar_by_chance(kind: str, flat: Flat, random: Random) -> Any:
    """Return a text, number or the like within the schema's bounds, by chance."""
    if kind == "boolean":
        return random.random() < 0.5
    if kind == "null":
        return None
    if kind == "string":
        return _text_by_chance(flat, random)
    low, high = bounds(flat)
    if kind == "integer":
        return low + random.randrange(int(high) - int(low) + 1) if high >= low else low
    return round(random.uniform(low, high), random.choice((0, 1, 6)))


def _text_by_chance(flat: Flat, random: Random) -> str:
    if flat.get("format") in FORMATS:
        return random.choice(FORMATS[flat["format"]].good)
    if "pattern" in flat:
        return pattern.chance(flat["pattern"], random) or ""
    least = flat.get("minLength", 0)
    most = min(flat.get("maxLength", least + 30), least + 100, MOST_LETTERS)
    if random.random() < 0.3:
        awkward = random.choice(AWKWARD)
        if least <= len(awkward) <= most:
            return awkward
    return "".join(random.choices(USUAL, k=random.randint(least, max(least, most))))


def bounds(flat: Flat) -> tuple[Any, Any]:
    """Return the least and the greatest number that a schema allows, or sensible ones where it sets none."""
    whole = flat["type"][:1] == ("integer",)
    step = 1 if whole else 0.5
    low = flat.get("minimum", flat["exclusiveMinimum"] + step if "exclusiveMinimum" in flat else None)
    high = flat.get("maximum", flat["exclusiveMaximum"] - step if "exclusiveMaximum" in flat else None)
    if low is None:
        low = min(0, high) if high is not None else 0
    if high is None:
        high = low + 1000
    return (int(-(-low // 1)), int(high // 1)) if whole else (low, high)


def _scalar(kind: str, flat: Flat) -> Any:
    if kind == "string":
        return plain_text(flat)
    if kind == "boolean":
        return True
    if kind == "null":
        return None
    low, high = bounds(flat)
    value = 1 if low <= 1 <= high else low
    step = flat.get("multipleOf")
    if step:
        value = -(-low // step) * step
    return value


def plain_text(flat: Flat) -> str:
    """Return a text that keeps the schema's format, pattern and length, as far as that can be had."""
    least, most = flat.get("minLength", 0), flat.get("maxLength", MOST_LETTERS)
    if "pattern" in flat:
        made = pattern.shortest(flat["pattern"])
        if made is not None and len(made) < least:
            made = pattern.longest(flat["pattern"]) or made
        return (made if made is not None else "")[:most]
    if flat.get("format") in FORMATS:
        return next((text for text in FORMATS[flat["format"]].good if least <= len(text) <= most), "")
    return lettered(max(min(8, most), min(least, MOST_LETTERS)), plain=True)


def _different(value: Any, number: int) -> Any:
    """Return one of many values that differ."""
    if not number:
        return value
    if isinstance(value, bool) or value is None:
        return not value
    if isinstance(value, int | float):
        return value + number
    return f"{value}{number}" if isinstance(value, str) else value


def _read_only(flat: Flat) -> bool:
    """Tell whether a member is the product's to give (OpenAPI 3.0.3, readOnly)."""
    return flat.get("readOnly") is True
