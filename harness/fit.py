"""Fits plain values into msgspec types, listing every misfit with its place and what was expected there."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import msgspec
from msgspec import inspect

Place: TypeAlias = tuple[str | int, ...]
"""Keys and indexes from the root: `("target", "auth", "kind")`."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """One way in which a value is not of its type."""

    place: Place
    message: str
    hint: str = ""


def misfits(value: Any, type_: Any) -> tuple[Misfit, ...]:
    """Return all misfits of `value` with `type_`; none means that `msgspec.convert` takes it."""
    found = tuple(_check(value, inspect.type_info(type_), ()))
    return found or tuple(_converted(value, type_))


def pointer(place: Place) -> str:
    """Return the JSON pointer (RFC 6901) of a place."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in place)


def suggest(word: str, known: list[str]) -> str:
    """Return "did you mean ...?" when a known word is near, else the list of them."""
    return nearest(word, known) or f"Known here: {', '.join(known)}."


def nearest(word: str, known: Iterable[str]) -> str:
    """Return "did you mean ...?" when a known word is near, else nothing."""
    small = {one.lower(): one for one in sorted(known)}
    near = difflib.get_close_matches(word.lower(), small, n=1, cutoff=0.6)
    return f"Did you mean {small[near[0]]!r}?" if near else ""


def _converted(value: Any, type_: Any) -> Iterator[Misfit]:
    # What a type checks by itself (__post_init__) shows only when it is built.
    try:
        msgspec.convert(value, type_)
    except msgspec.ValidationError as error:
        message, _, path = str(error).partition(" - at `$")
        yield Misfit(_place(path.rstrip("`")), message)


def _place(path: str) -> Place:
    parts = re.findall(r"\.([^.\[\]]+)|\[(\d+)\]", path.partition("[...]")[0])
    return tuple(name or int(index) for name, index in parts)


def _check(value: Any, type_: inspect.Type, place: Place) -> Iterator[Misfit]:
    match type_:
        case inspect.Metadata():
            yield from _check(value, type_.type, place)
        case inspect.StructType():
            yield from _struct(value, type_, place)
        case inspect.UnionType():
            yield from _union(value, type_, place)
        case inspect.ListType() | inspect.VarTupleType():
            yield from _list(value, type_, place)
        case inspect.DictType():
            yield from _dict(value, type_, place)
        case _:
            yield from _leaf(value, type_, place)


def _struct(value: Any, type_: inspect.StructType, place: Place) -> Iterator[Misfit]:
    if not isinstance(value, dict):
        yield Misfit(place, f"expected a mapping, found {_seen(value)}")
        return
    known = {field.encode_name: field for field in type_.fields}
    names = [*known, *([type_.tag_field] if type_.tag_field else [])]
    for key in value:
        if key not in names:
            yield Misfit((*place, key), f"unknown key {key!r}", suggest(key, names))
    for name, field in known.items():
        if name in value:
            yield from _check(value[name], field.type, (*place, name))
        elif field.required:
            yield Misfit(place, f"the key {name!r} is missing; expected {_expected(field.type)}")


def _union(value: Any, type_: inspect.UnionType, place: Place) -> Iterator[Misfit]:
    tagged = {str(t.tag): t for t in type_.types if isinstance(t, inspect.StructType) and t.tag_field}
    if tagged and isinstance(value, dict):
        yield from _tagged(value, tagged, place)
        return
    tries = [tuple(_check(value, member, place)) for member in type_.types]
    if all(tries):
        # The member of the value's own shape says best what is wrong inside of it.
        inside = [found for found in tries if any(misfit.place != place for misfit in found)]
        yield from inside[0] if inside else (Misfit(place, f"expected {_expected(type_)}, found {_seen(value)}"),)


def _tagged(value: dict[str, Any], tagged: dict[str, inspect.StructType], place: Place) -> Iterator[Misfit]:
    name = str(next(iter(tagged.values())).tag_field)
    tag = value.get(name)
    if tag is None:
        yield Misfit(place, f"the key {name!r} is missing; expected one of {', '.join(tagged)}")
    elif tag not in tagged:
        yield Misfit((*place, name), f"{name} is {_seen(tag)}", suggest(str(tag), list(tagged)))
    else:
        yield from _struct(value, tagged[tag], place)


def _list(value: Any, type_: inspect.ListType | inspect.VarTupleType, place: Place) -> Iterator[Misfit]:
    if not isinstance(value, list):
        yield Misfit(place, f"expected {_expected(type_)}, found {_seen(value)}")
        return
    for index, item in enumerate(value):
        yield from _check(item, type_.item_type, (*place, index))


def _dict(value: Any, type_: inspect.DictType, place: Place) -> Iterator[Misfit]:
    if not isinstance(value, dict):
        yield Misfit(place, f"expected {_expected(type_)}, found {_seen(value)}")
        return
    for key, item in value.items():
        yield from _check(item, type_.value_type, (*place, key))


def _leaf(value: Any, type_: inspect.Type, place: Place) -> Iterator[Misfit]:
    if not _of_kind(value, type_):
        yield Misfit(place, f"expected {_expected(type_)}, found {_seen(value)}", _quotes(value, type_))
    elif isinstance(type_, inspect.StrType) and type_.pattern and not re.search(type_.pattern, value):
        yield Misfit(place, f"{_seen(value)} does not match {type_.pattern}")
    elif isinstance(type_, inspect.IntType | inspect.FloatType):
        yield from _range(value, type_, place)


def _range(value: float, type_: inspect.IntType | inspect.FloatType, place: Place) -> Iterator[Misfit]:
    low = [bound for bound in (type_.ge, type_.gt) if bound is not None]
    if (type_.ge is not None and value < type_.ge) or (type_.gt is not None and value <= type_.gt):
        yield Misfit(place, f"expected {'at least' if type_.ge is not None else 'more than'} {low[0]}, found {value}")
    elif type_.le is not None and value > type_.le:
        yield Misfit(place, f"expected at most {type_.le}, found {value}")


def _of_kind(value: Any, type_: inspect.Type) -> bool:
    match type_:
        case inspect.AnyType():
            return True
        case inspect.StrType():
            return isinstance(value, str)
        case inspect.BoolType():
            return isinstance(value, bool)
        case inspect.IntType():
            return isinstance(value, int) and not isinstance(value, bool)
        case inspect.FloatType():
            return isinstance(value, int | float) and not isinstance(value, bool)
        case inspect.NoneType():
            return value is None
        case inspect.LiteralType():
            return value in type_.values
        case inspect.EnumType():
            return any(value == member.value for member in type_.cls)
    return True  # left to msgspec


_WORDS: Final[tuple[tuple[type, str], ...]] = (
    (inspect.StrType, "text"),
    (inspect.BoolType, "true or false"),
    (inspect.IntType, "a whole number"),
    (inspect.FloatType, "a number"),
    (inspect.NoneType, "nothing"),
    (inspect.StructType, "a mapping"),
    (inspect.DictType, "a mapping"),
)


def _expected(type_: inspect.Type) -> str:
    match type_:
        case inspect.Metadata():
            return _expected(type_.type)
        case inspect.UnionType():
            return " or ".join(dict.fromkeys(_expected(member) for member in type_.types))
        case inspect.ListType() | inspect.VarTupleType():
            return f"a list ({_expected(type_.item_type)} in each item)"
        case inspect.LiteralType():
            return "one of " + ", ".join(map(str, type_.values))
        case inspect.EnumType():
            return "one of " + ", ".join(str(member.value) for member in type_.cls)
    return next((words for kind, words in _WORDS if isinstance(type_, kind)), "a value")


def _seen(value: Any) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return "true" if value else "false"
        case str():
            return repr(value if len(value) <= 60 else value[:57] + "...")
        case int() | float():
            return f"the number {value}"
        case list():
            return "a list"
    return "a mapping"


def _quotes(value: Any, type_: inspect.Type) -> str:
    plain = isinstance(value, int | float) and isinstance(type_, inspect.StrType)
    return "Put it in quotes to make it text." if plain else ""
