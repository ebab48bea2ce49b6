"""Turns one schema into plain JSON Schema 2020-12 that refers to others by their place."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any
from urllib.parse import quote

import jsonschema_rs

from harness.contract.dialect import Dialect
from harness.contract.formats import WHOLE_NUMBERS
from harness.contract.places import Place, Places, Unfound
from harness.jsonbytes import escape

ONE = "one"
MANY = "many"
NAMED = "named"
PLAIN = "plain"
REFUSED = "refused"
SHOWN = "shown"
"""Says nothing about which values are valid, and is kept for whoever looks for one."""

KEYWORDS: dict[str, str] = {
    **dict.fromkeys(
        ("additionalProperties", "unevaluatedProperties", "unevaluatedItems", "items", "contains", "not", "if", "then",
         "else", "propertyNames"), ONE),
    **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), MANY),
    **dict.fromkeys(("properties", "patternProperties", "dependentSchemas"), NAMED),
    **dict.fromkeys(
        ("type", "enum", "const", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
         "minLength", "maxLength", "pattern", "format", "minItems", "maxItems", "uniqueItems", "minContains",
         "maxContains", "minProperties", "maxProperties", "required", "dependentRequired", "contentEncoding",
         "contentMediaType", "readOnly", "writeOnly", "discriminator", "default"), PLAIN),
    "examples": SHOWN,
    **dict.fromkeys(("$dynamicRef", "$recursiveRef"), REFUSED),
}  # fmt: skip
"""Keywords that are kept and what stands below them; everything else says nothing about which values are valid."""

IN_PLACE = ("allOf", "anyOf", "oneOf", "not", "if", "then", "else")
"""Keywords that apply other schemas to the same value."""


class Unusable(Exception):
    """A schema cannot be used; `place` is where."""

    def __init__(self, reason: str, place: Place) -> None:
        """Keep why and where."""
        super().__init__(reason)
        self.place = place


def ref_to(key: str) -> str:
    """Return the `$ref` by which normal schemas name the one at `key`."""
    return "#/$defs/" + quote(escape(key), safe="/~")


class Normaliser:
    """Normalises the schemas of one description."""

    def __init__(self, places: Places, dialect: Dialect) -> None:
        """Take the files to resolve references in, and the version of OpenAPI."""
        self._places = places
        self._dialect = dialect

    def normal(self, place: Place, need: Callable[[Place], str]) -> Any:
        """Return the normal form of the schema at `place`; `need` learns each place it refers to. Raises Unusable."""
        try:
            value = self._places.value(place)
        except Unfound as error:
            raise Unusable(str(error), place) from error
        return self._node(value, place, need)

    def _node(self, node: Any, place: Place, need: Callable[[Place], str]) -> Any:
        if isinstance(node, bool):
            return node
        if not isinstance(node, dict):
            raise Unusable("a schema must be an object", place)
        node = self._dialect.schema(node)
        if "example" in node:
            # One example is a list of one (OpenAPI 3.1 has both ways of writing it).
            node = {**node, "examples": [node["example"]]}
        out: dict[str, Any] = {}
        for keyword, value in node.items():
            below = place.below(keyword)
            if keyword == "$ref":
                out[keyword] = self._ref(value, place, need)
            elif (kind := KEYWORDS.get(keyword)) is None:
                if keyword.startswith("x-"):
                    out[keyword] = value
            elif kind == PLAIN:
                out[keyword] = _agreed(keyword, value)
            elif kind == SHOWN:
                out |= {keyword: value} if isinstance(value, list) else {}
            elif kind == REFUSED:
                raise Unusable(f"{keyword} is not supported", below)
            else:
                out[keyword] = self._below(kind, value, below, need)
        if out.get("additionalProperties") is False:
            # Where no property is named, the validator would not say which ones are too many.
            out.setdefault("properties", {})
        _bound(out)
        self._sane(out, place)
        return out

    def _below(self, kind: str, value: Any, place: Place, need: Callable[[Place], str]) -> Any:
        if kind == ONE:
            return self._node(value, place, need)
        if kind == MANY and isinstance(value, list):
            return [self._node(member, place.below(index), need) for index, member in enumerate(value)]
        if kind == NAMED and isinstance(value, dict):
            return {name: self._node(member, place.below(name), need) for name, member in value.items()}
        raise Unusable("a list of schemas must stand here" if kind == MANY else "named schemas must stand here", place)

    def _ref(self, ref: Any, place: Place, need: Callable[[Place], str]) -> str:
        try:
            target = self._places.target(ref, place)
            self._places.value(target)
        except Unfound as error:
            raise Unusable(str(error), place) from error
        return ref_to(need(target))

    def _sane(self, out: dict[str, Any], place: Place) -> None:
        """Check the keywords of one node, so that a mistake is found now and at its place."""
        shallow = {keyword: value for keyword, value in out.items() if KEYWORDS.get(keyword) == PLAIN}
        shallow.pop("discriminator", None)
        patterns = [shallow.pop("pattern")] if "pattern" in shallow else []
        if shallow and not jsonschema_rs.meta.is_valid(shallow):
            wrong = [keyword for keyword in shallow if not jsonschema_rs.meta.is_valid({keyword: shallow[keyword]})]
            keyword = wrong[0] if wrong else ""
            reason = f"{keyword or 'something here'} has a value that JSON Schema does not know"
            raise Unusable(reason, place.below(keyword) if keyword else place)
        for text in (*patterns, *out.get("patternProperties", ())):
            if not (isinstance(text, str) and is_pattern(text)):
                raise Unusable("a pattern is no regular expression (ECMA-262)", place)


@lru_cache(maxsize=4096)
def is_pattern(text: str) -> bool:
    """Tell whether `text` is a regular expression that the validator knows."""
    try:
        jsonschema_rs.Draft202012Validator({"pattern": text}, offline=True)
    except ValueError:
        return False
    return True


def _agreed(keyword: str, value: Any) -> Any:
    """Write in one way what means the same: sets are sorted, and 1.0 is 1."""
    if keyword in ("required", "type") and isinstance(value, list) and all(isinstance(each, str) for each in value):
        return sorted(value)
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _bound(out: dict[str, Any]) -> None:
    """Give a whole number's format its bounds, where the schema sets none that are tighter."""
    bounds = WHOLE_NUMBERS.get(out["format"]) if isinstance(out.get("format"), str) else None
    if bounds is None:
        return
    for keyword, exclusive, bound in (
        ("minimum", "exclusiveMinimum", bounds[0]),
        ("maximum", "exclusiveMaximum", bounds[1]),
    ):
        if keyword not in out and exclusive not in out:
            out[keyword] = bound


def in_place_refs(node: Any) -> set[str]:
    """Return the `$ref`s of a normal schema that apply to the very value the schema applies to."""
    if not isinstance(node, dict):
        return set()
    found = {node["$ref"]} if "$ref" in node else set()
    for keyword in IN_PLACE:
        value = node.get(keyword)
        for member in value if isinstance(value, list) else (value,):
            found |= in_place_refs(member)
    for member in node.get("dependentSchemas", {}).values():
        found |= in_place_refs(member)
    return found
