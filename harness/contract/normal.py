"""Turns one schema into plain JSON Schema 2020-12 that refers to others by their place."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any
from urllib.parse import quote

import jsonschema_rs

from harness.contract.choice import CHOICE
from harness.contract.dialect import Dialect
from harness.contract.discriminator import Discriminators
from harness.contract.keywords import IN_PLACE, KEYWORDS, MANY, NAMED, ONE, PLAIN, REFERENCES, SHOWN, inner
from harness.contract.numbers import assert_formats
from harness.contract.pattern import finder
from harness.contract.places import Place, Places, Unfound
from harness.jsonbytes import escape

MOST_AT_ONCE = 20_000
"""Schemas that may apply to one value; a few lines can stand for any number of them."""


class Unusable(Exception):
    """A schema cannot be used; `place` is where."""

    def __init__(self, reason: str, place: Place) -> None:
        """Keep why and where."""
        super().__init__(reason)
        self.place = place


@lru_cache(maxsize=65_536)
def ref_to(key: str) -> str:
    """Return the `$ref` by which normal schemas name the one at `key`."""
    return "#/$defs/" + quote(escape(key), safe="/~")


class Normaliser:
    """Normalises the schemas of one description."""

    def __init__(self, places: Places, dialect: Dialect) -> None:
        """Take the files to resolve references in, and the version of OpenAPI."""
        self._places = places
        self._dialect = dialect
        self._discriminators = Discriminators(places, dialect)
        self.notes: list[tuple[str, Place]] = []
        """What is not enforced, though the rest of its schema is: the reason and the place."""
        self.ignored: list[tuple[str, Place]] = []
        """Keywords that say nothing in this version of OpenAPI, and their places."""

    def normal(self, place: Place, need: Callable[[Place], str]) -> Any:
        """Return the normal form of the schema at `place`; `need` learns each place it refers to. Raises Unusable."""
        try:
            value = self._places.value(place)
        except Unfound as error:
            raise Unusable(str(error), place) from error
        return self._node(value, place, need, place)

    def _node(self, node: Any, place: Place, need: Callable[[Place], str], child: Place | None = None) -> Any:
        """Return the normal form of one node; `child` is given where it is the schema that is being normalised."""
        if isinstance(node, bool):
            return node
        if not isinstance(node, dict):
            raise Unusable("a schema must be an object", place)
        if not self._dialect.ignored.isdisjoint(node):
            self.ignored += [(each, place.below(each)) for each in sorted(self._dialect.ignored & node.keys())]
        node = self._dialect.schema(node)
        if "example" in node:
            # One example is a list of one (OpenAPI 3.1 has both ways of writing it).
            node = {**node, "examples": [node["example"]]}
        out: dict[str, Any] = {}
        for keyword, value in node.items():
            below = place.below(keyword)
            if keyword in REFERENCES:
                self._refer(out, self._ref(keyword, value, place, need, child))
            elif keyword == "allOf" and child is not None and isinstance(value, list) and value:
                out[keyword] = [self._part(each, below.below(i), need, child) for i, each in enumerate(value)]
            elif (kind := KEYWORDS.get(keyword)) is None:
                if keyword.startswith("x-") and keyword != CHOICE:
                    out[keyword] = value
            elif kind == PLAIN:
                out[keyword] = _agreed(keyword, value)
            elif kind == SHOWN:
                out |= {keyword: value} if isinstance(value, list) else {}
            else:
                out[keyword] = self._below(kind, value, below, need)
        if "discriminator" in node and not (child is not None and child.base):
            self._choose(out, node, place, need)
        if out.get("additionalProperties") is False:
            # Where no property is named, the validator would not say which ones are too many.
            out.setdefault("properties", {})
        self._sane(out, place)
        assert_formats(out)
        return out

    def _part(self, node: Any, place: Place, need: Callable[[Place], str], child: Place) -> Any:
        """Return one member of the `allOf` of a whole schema, which may be its parent by a discriminator."""
        if isinstance(node, dict) and "$ref" in node:
            node = self._dialect.schema(node)
            if set(node) == {"$ref"}:
                return {"$ref": self._ref("$ref", node["$ref"], place, need, child)}
        return self._node(node, place, need)

    def _refer(self, out: dict[str, Any], ref: str) -> None:
        """Enter a reference; a second one in the same node must hold as well."""
        if "$ref" in out:
            out["allOf"] = [*out.get("allOf", ()), {"$ref": ref}]
        else:
            out["$ref"] = ref

    def _choose(self, out: dict[str, Any], node: dict[str, Any], place: Place, need: Callable[[Place], str]) -> None:
        try:
            chosen = self._discriminators.chosen(node, place)
            targets = {value: self._places.entered(at, place) for value, at in chosen.to.items()}
            for at in targets.values():
                self._places.value(at)
        except Unfound as error:
            self.notes.append((f"the discriminator is not enforced: {error}", place.below("discriminator")))
            return
        if targets or chosen.only is not None:
            out[CHOICE] = {"property": chosen.property, "to": {v: ref_to(need(at)) for v, at in targets.items()}}
            if chosen.only is not None:
                out[CHOICE]["only"] = list(chosen.only)

    def _below(self, kind: str, value: Any, place: Place, need: Callable[[Place], str]) -> Any:
        if kind == ONE:
            return self._node(value, place, need)
        if kind == MANY and isinstance(value, list) and value:
            return [self._node(member, place.below(index), need) for index, member in enumerate(value)]
        if kind == NAMED and isinstance(value, dict):
            return {name: self._node(member, place.below(name), need) for name, member in value.items()}
        raise Unusable("a list of schemas must stand here" if kind == MANY else "named schemas must stand here", place)

    def _ref(
        self, keyword: str, ref: Any, place: Place, need: Callable[[Place], str], child: Place | None = None
    ) -> str:
        try:
            if keyword == "$recursiveRef":
                target = self._places.recursive(place)
            elif keyword == "$dynamicRef":
                target = self._places.dynamic(ref, place)
            else:
                target = self._places.target(ref, place)
            target = self._places.entered(target, place)
            self._places.value(target)
        except Unfound as error:
            raise Unusable(str(error), place) from error
        if child is not None and (child.base or self._discriminators.chooses(target, child)):
            target = target._replace(base=self._discriminators.is_parent(target))
        return ref_to(need(target))

    def _sane(self, out: dict[str, Any], place: Place) -> None:
        """Check the keywords of one node, so that a mistake is found now and at its place."""
        shallow = {keyword: value for keyword, value in out.items() if KEYWORDS.get(keyword) == PLAIN}
        patterns = [shallow.pop("pattern")] if "pattern" in shallow else []
        if shallow and not jsonschema_rs.meta.is_valid(shallow):
            wrong = [keyword for keyword in shallow if not jsonschema_rs.meta.is_valid({keyword: shallow[keyword]})]
            keyword = wrong[0] if wrong else ""
            reason = f"{keyword or 'something here'} has a value that JSON Schema does not know"
            raise Unusable(reason, place.below(keyword) if keyword else place)
        for text in (*patterns, *out.get("patternProperties", ())):
            if not (isinstance(text, str) and finder(text)):
                raise Unusable("a pattern is no regular expression (ECMA-262)", place)


def _agreed(keyword: str, value: Any) -> Any:
    """Write in one way what means the same: sets are sorted, and 1.0 is 1."""
    if keyword in ("required", "type") and isinstance(value, list) and all(isinstance(each, str) for each in value):
        return sorted(value)
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 2**53 else value


def in_place_refs(node: Any) -> dict[str, int]:
    """Return the `$ref`s of a normal schema that apply to the very value the schema applies to, and how often each."""
    found: dict[str, int] = {}
    rest = [node]
    while rest:
        each = rest.pop()
        if not isinstance(each, dict):
            continue
        refs = [each["$ref"]] if "$ref" in each else []
        refs += each[CHOICE]["to"].values() if CHOICE in each else ()
        for ref in refs:
            found[ref] = found.get(ref, 0) + 1
        for keyword in IN_PLACE:
            value = each.get(keyword)
            rest.extend(value if isinstance(value, list) else (value,))
        rest.extend(each.get("dependentSchemas", {}).values())
    return found


def references(node: Any, *, choosing: bool = True) -> dict[str, None]:
    """Return the `$ref`s of a normal schema in their order; `choosing`: those of discriminators too."""
    found: dict[str, None] = {}
    rest = [node]
    while rest:
        each = rest.pop()
        if not isinstance(each, dict):
            continue
        if "$ref" in each:
            found[each["$ref"]] = None
        if choosing and CHOICE in each:
            found.update(dict.fromkeys(each[CHOICE]["to"].values()))
        rest.extend(inner(each))
    return found
