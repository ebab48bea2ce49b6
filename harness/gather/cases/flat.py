"""Shows a schema as one flat set of keywords: references followed, `allOf` joined, one of several branches chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from harness.contract.codes import type_name
from harness.contract.direction import key_of

Flat = dict[str, Any]
"""Keywords of one schema without `$ref`, `allOf`, `anyOf` and `oneOf`; `type` is a tuple of names."""

TYPES: Final = ("object", "array", "string", "integer", "number", "boolean", "null")
DEEPEST: Final = 24
_TIGHTEST: Final = {
    **dict.fromkeys(("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"), max),
    **dict.fromkeys(("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"), min),
}
_TELLS: Final = {
    **dict.fromkeys(("properties", "required", "additionalProperties", "minProperties"), "object"),
    **dict.fromkeys(("items", "prefixItems", "minItems", "maxItems", "uniqueItems"), "array"),
    **dict.fromkeys(("pattern", "minLength", "maxLength", "format"), "string"),
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"), "number"),
}
"""Keywords by which a schema without `type` shows what it is about."""


class Flattener:
    """Flattens the schemas of one contract, each once."""

    def __init__(self, definitions: Mapping[str, Any]) -> None:
        """`definitions` holds what references name."""
        self._definitions = definitions
        self._known: dict[tuple[int, int], tuple[Any, Flat]] = {}

    def flat(self, node: Any, choice: int = 0) -> Flat:
        """Return the keywords; where there are branches, those of the one with that number, counted in a circle."""
        key = (id(node), choice)
        known = self._known.get(key)
        if known is None:
            found = self._join(node, choice, 0)
            found["type"] = _types(found)
            # The node is kept with it, so that its address is not used again.
            known = self._known[key] = (node, found)
        return known[1]

    def branches(self, node: Any, depth: int = 0) -> int:
        """Return how many branches there are to choose from: at least 1."""
        if not isinstance(node, dict) or depth > DEEPEST:
            return 1
        own = max((len(node[keyword]) for keyword in ("oneOf", "anyOf") if node.get(keyword)), default=1)
        parts = [*node.get("allOf", ()), *([self._target(node)] if "$ref" in node else [])]
        return max(own, *(self.branches(part, depth + 1) for part in parts)) if parts else own

    def _target(self, node: Mapping[str, Any]) -> Any:
        return self._definitions.get(key_of(node["$ref"]))

    def _join(self, node: Any, choice: int, depth: int) -> Flat:
        if node is False:
            return {"type": ()}
        if not isinstance(node, dict) or depth > DEEPEST:
            return {}
        found = {key: value for key, value in node.items() if key not in ("$ref", "allOf", "anyOf", "oneOf")}
        parts = [self._target(node)] if "$ref" in node else []
        parts += node.get("allOf", ())
        for keyword in ("oneOf", "anyOf"):
            options = node.get(keyword, ())
            if options:
                parts.append(options[choice % len(options)])
        for part in parts:
            found = joined(found, self._join(part, choice, depth + 1))
        return found


def joined(one: Flat, other: Flat) -> Flat:
    """Return the keywords of both, the tighter where both say something; what cannot be joined is the first's."""
    found = dict(one)
    for keyword, value in other.items():
        if keyword not in found:
            found[keyword] = value
        elif keyword in _TIGHTEST:
            found[keyword] = _TIGHTEST[keyword](found[keyword], value)
        elif keyword == "type":
            found[keyword] = [name for name in _listed(found[keyword]) if _allows(value, name)]
        elif keyword == "enum":
            found[keyword] = [member for member in found[keyword] if member in value]
        elif keyword == "required":
            found[keyword] = [*found[keyword], *(name for name in value if name not in found[keyword])]
        elif keyword == "properties":
            found[keyword] = found[keyword] | {
                name: {"allOf": [found[keyword][name], member]} if name in found[keyword] else member
                for name, member in value.items()
            }
        elif keyword == "additionalProperties" and value is False:
            found[keyword] = False
    return found


def _listed(types: Any) -> tuple[str, ...]:
    return (types,) if isinstance(types, str) else tuple(types)


def _allows(types: Any, name: str) -> bool:
    listed = _listed(types)
    return name in listed or (name == "integer" and "number" in listed)


def _types(flat: Flat) -> tuple[str, ...]:
    """Return the types that a value may have, the likeliest first."""
    if "const" in flat:
        return (type_name(flat["const"]),)
    if "enum" in flat:
        return tuple(dict.fromkeys(type_name(member) for member in flat["enum"]))
    if "type" in flat:
        return tuple(sorted(_listed(flat["type"]), key=lambda name: name == "null"))
    told = next((name for keyword, name in _TELLS.items() if keyword in flat), "")
    return (told,) if told else TYPES
