"""Compares two schemas in plain JSON Schema 2020-12, and says where one takes less, or more, than the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, Final

import msgspec
import orjson

from harness.contract.direction import key_of

DEEPEST: Final = 60
NOTES: Final = frozenset(("title", "description", "default", "examples", "example", "deprecated", "$comment", "$defs"))
"""Keywords that say nothing about which values are valid."""
LOWER: Final = frozenset(("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains"))
UPPER: Final = frozenset(("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains"))
SINGLE: Final = ("items", "contains")
NAMED: Final = ("patternProperties", "dependentSchemas")
HANDLED: Final = frozenset(
    ("$ref", "type", "enum", "const", "required", "properties", "additionalProperties", "allOf", "anyOf", "oneOf")
) | {*SINGLE, *NAMED, "prefixItems"}
"""Keywords that are compared by what stands below them; all others as they are written."""
EVERY: Final = frozenset(("null", "boolean", "object", "array", "number", "integer", "string"))


class Way(StrEnum):
    """How what is taken changed."""

    LESS = "less"
    """Some values that were valid no longer are."""
    MORE = "more"
    """Some values are valid that were not."""
    OTHER = "other"
    """Either, or both; nobody can tell by looking."""


class SchemaChange(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is different between two schemas."""

    code: str
    """For programs, and for the sentence in `render/changes.py`."""
    way: Way
    where: str
    """Names of members from the top, with `[]` for an element: `persons[].name`."""
    params: dict[str, Any] = {}


def schema_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[SchemaChange, ...]:
    """Return the differences of two schemas, each one document with its `$defs`, as `Schema.plain` gives them."""
    return tuple(_Walk(old.get("$defs", {}), new.get("$defs", {})).compare(dict(old), dict(new), "", 0))


class _Walk:
    def __init__(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
        self._old, self._new = old, new
        self._seen: set[tuple[str, str]] = set()

    def compare(self, old: Any, new: Any, where: str, depth: int) -> Iterator[SchemaChange]:
        refs = (_ref(old), _ref(new))
        if depth > DEEPEST or (all(refs) and refs in self._seen):
            return
        if all(refs):
            self._seen.add(refs)
        old, new = _followed(old, self._old), _followed(new, self._new)
        if _plain(old) == _plain(new) and not _has_ref(old) and not _has_ref(new):
            return
        if old is False or new is False:
            yield from _of_nothing(old, new, where)
            return
        # True takes what the empty schema takes.
        old, new = (one if isinstance(one, dict) else {} for one in (old, new))
        yield from _types(old, new, where)
        yield from _values(old, new, where)
        yield from _required(old, new, where)
        yield from _bounds(old, new, where)
        yield from _others(old, new, where)
        yield from self._members(old, new, where, depth)
        yield from self._below(old, new, where, depth)
        for keyword in ("allOf", "anyOf", "oneOf"):
            yield from self._branches(keyword, old, new, where, depth)

    def _members(self, old: dict[str, Any], new: dict[str, Any], where: str, depth: int) -> Iterator[SchemaChange]:
        ours, theirs = old.get("properties", {}), new.get("properties", {})
        for name in ours:
            place = f"{where}.{name}" if where else name
            if name in theirs:
                yield from self.compare(ours[name], theirs[name], place, depth + 1)
            else:
                closed = new.get("additionalProperties") is False
                yield SchemaChange(code="member-removed", way=Way.OTHER if closed else Way.MORE, where=place)
        for name in theirs:
            if name not in ours:
                closed = old.get("additionalProperties") is False
                place = f"{where}.{name}" if where else name
                yield SchemaChange(code="member-added", way=Way.MORE if closed else Way.LESS, where=place)
        yield from _closed(old, new, where)
        before, after = (one.get("additionalProperties", True) for one in (old, new))
        if before is not False and after is not False:
            yield from self.compare(before, after, f"{where}.*" if where else "*", depth + 1)

    def _below(self, old: dict[str, Any], new: dict[str, Any], where: str, depth: int) -> Iterator[SchemaChange]:
        for keyword in SINGLE:
            if keyword in old and keyword in new:
                yield from self.compare(old[keyword], new[keyword], f"{where}[]", depth + 1)
            elif keyword in old or keyword in new:
                yield _appeared(keyword, keyword in new, where)
        for keyword in NAMED:
            ours, theirs = old.get(keyword, {}), new.get(keyword, {})
            for name in dict.fromkeys((*ours, *theirs)):
                if name in ours and name in theirs:
                    yield from self.compare(ours[name], theirs[name], f"{where}.{name}", depth + 1)
                else:
                    yield _appeared(keyword, name in theirs, where)
        yield from self._tuple(old, new, where, depth)

    def _tuple(self, old: dict[str, Any], new: dict[str, Any], where: str, depth: int) -> Iterator[SchemaChange]:
        ours, theirs = old.get("prefixItems", ()), new.get("prefixItems", ())
        if len(ours) != len(theirs):
            yield SchemaChange(code="rule-changed", way=Way.OTHER, where=where, params={"keyword": "prefixItems"})
            return
        for index, (one, other) in enumerate(zip(ours, theirs, strict=True)):
            yield from self.compare(one, other, f"{where}[{index}]", depth + 1)

    def _branches(
        self, keyword: str, old: dict[str, Any], new: dict[str, Any], where: str, depth: int
    ) -> Iterator[SchemaChange]:
        ours, theirs = list(old.get(keyword, ())), list(new.get(keyword, ()))
        if len(ours) == len(theirs):
            for one, other in zip(ours, theirs, strict=True):
                yield from self.compare(one, other, where, depth + 1)
            return
        for one in ours:
            for other in theirs:
                if _plain(one) == _plain(other):
                    yield from self.compare(one, other, where, depth + 1)
        if keyword == "oneOf" or {_plain(one) for one in ours} != {_plain(other) for other in theirs}:
            params = {"keyword": keyword, "old": len(ours), "new": len(theirs)}
            yield SchemaChange(code="branches-changed", way=_way(keyword, ours, theirs), where=where, params=params)


def _way(keyword: str, ours: list[Any], theirs: list[Any]) -> Way:
    """Return what came of a choice or conjunction whose branches changed in number."""
    if not ours or not theirs:
        return Way.MORE if not theirs else Way.LESS
    before, after = ({_plain(branch) for branch in branches} for branches in (ours, theirs))
    if keyword == "oneOf" or not (before <= after or after <= before):
        return Way.OTHER
    # A choice with more to choose from takes more; a conjunction with more parts takes less.
    return Way.MORE if (before <= after) == (keyword == "anyOf") else Way.LESS


def _types(old: dict[str, Any], new: dict[str, Any], where: str) -> Iterator[SchemaChange]:
    ours, theirs = _type_set(old), _type_set(new)
    less, more = ours - theirs, theirs - ours
    if not less and not more:
        return
    params = {"old": sorted(_named(ours)), "new": sorted(_named(theirs))}
    way = Way.OTHER if less and more else Way.LESS if less else Way.MORE
    code = "null-allowed" if more == {"null"} and not less else "type-changed"
    yield SchemaChange(code=code, way=way, where=where, params=params)


def _type_set(node: dict[str, Any]) -> frozenset[str]:
    named = node.get("type")
    found = EVERY if named is None else frozenset((named,) if isinstance(named, str) else named)
    # Every integer is a number.
    return found | {"integer"} if "number" in found else found


def _named(types: frozenset[str]) -> list[str]:
    if types == EVERY:
        return ["anything"]
    return [name for name in types if not (name == "integer" and "number" in types)]


def _values(old: dict[str, Any], new: dict[str, Any], where: str) -> Iterator[SchemaChange]:
    ours, theirs = _allowed(old), _allowed(new)
    if ours is None and theirs is None:
        return
    if ours is None or theirs is None:
        way = Way.LESS if ours is None else Way.MORE
        yield SchemaChange(code="values-listed" if ours is None else "values-freed", way=way, where=where)
        return
    gone = [value for key, value in ours.items() if key not in theirs]
    came = [value for key, value in theirs.items() if key not in ours]
    if gone:
        yield SchemaChange(code="values-removed", way=Way.LESS, where=where, params={"values": gone})
    if came:
        yield SchemaChange(code="values-added", way=Way.MORE, where=where, params={"values": came})


def _allowed(node: dict[str, Any]) -> dict[bytes, Any] | None:
    if "const" in node:
        return {_plain(node["const"]): node["const"]}
    listed = node.get("enum")
    return {_plain(value): value for value in listed} if isinstance(listed, list) else None


def _required(old: dict[str, Any], new: dict[str, Any], where: str) -> Iterator[SchemaChange]:
    ours, theirs = (dict.fromkeys(one.get("required", ())) for one in (old, new))
    for name in theirs:
        if name not in ours:
            place = f"{where}.{name}" if where else name
            yield SchemaChange(code="member-required", way=Way.LESS, where=place)
    for name in ours:
        # What is gone altogether is said once.
        if name not in theirs and not (name in old.get("properties", {}) and name not in new.get("properties", {})):
            place = f"{where}.{name}" if where else name
            yield SchemaChange(code="member-optional", way=Way.MORE, where=place)


def _bounds(old: dict[str, Any], new: dict[str, Any], where: str) -> Iterator[SchemaChange]:
    for keyword in (*LOWER, *UPPER):
        one, other = old.get(keyword), new.get(keyword)
        if one == other:
            continue
        if one is None or other is None:
            less = one is None
        else:
            less = (other > one) == (keyword in LOWER)
        params = {"keyword": keyword, "old": one, "new": other}
        yield SchemaChange(code="bound-changed", way=Way.LESS if less else Way.MORE, where=where, params=params)


def _closed(old: dict[str, Any], new: dict[str, Any], where: str) -> Iterator[SchemaChange]:
    ours, theirs = (one.get("additionalProperties", True) is not False for one in (old, new))
    if ours != theirs:
        code, way = ("closed", Way.LESS) if ours else ("opened", Way.MORE)
        yield SchemaChange(code=code, way=way, where=where)


def _others(old: dict[str, Any], new: dict[str, Any], where: str) -> Iterator[SchemaChange]:
    """Keywords that are compared as they are: `pattern`, `format`, `multipleOf`, `uniqueItems` ..."""
    for keyword in dict.fromkeys((*old, *new)):
        if keyword in HANDLED | NOTES | LOWER | UPPER or keyword.startswith("x-"):
            continue
        if keyword in ("readOnly", "writeOnly") or _plain(old.get(keyword)) == _plain(new.get(keyword)):
            continue
        if keyword in old and keyword in new:
            params = {"keyword": keyword, "old": old[keyword], "new": new[keyword]}
            yield SchemaChange(code="rule-changed", way=Way.OTHER, where=where, params=params)
        else:
            yield _appeared(keyword, keyword in new, where)


def _appeared(keyword: str, now: bool, where: str) -> SchemaChange:
    code, way = ("rule-added", Way.LESS) if now else ("rule-dropped", Way.MORE)
    return SchemaChange(code=code, way=way, where=where, params={"keyword": keyword})


def _of_nothing(old: Any, new: Any, where: str) -> Iterator[SchemaChange]:
    """Where one of the two takes nothing."""
    if old is not False and new is False:
        yield SchemaChange(code="forbidden", way=Way.LESS, where=where)
    elif old is False and new is not False:
        yield SchemaChange(code="no-longer-forbidden", way=Way.MORE, where=where)


def _ref(node: Any) -> str:
    found = node.get("$ref") if isinstance(node, dict) else None
    return found if isinstance(found, str) and found.startswith("#/$defs/") else ""


def _followed(node: Any, defs: Mapping[str, Any]) -> Any:
    """Return what a chain of plain references leads to; members beside a reference stay."""
    for _ in range(DEEPEST):
        ref = _ref(node)
        if not ref:
            return node
        target, beside = defs.get(key_of(ref), True), {k: v for k, v in node.items() if k not in ("$ref", "$defs")}
        beside = {k: v for k, v in beside.items() if k not in NOTES}
        if not isinstance(target, dict):
            return target
        node = target | beside if beside else target
    return node


def _has_ref(node: Any) -> bool:
    if isinstance(node, dict):
        return "$ref" in node or any(_has_ref(each) for each in node.values())
    return isinstance(node, list) and any(_has_ref(each) for each in node)


def _plain(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
