"""Says which schema a discriminator chooses for each value, in a form that can be enforced.

`discriminator` is a hint in OpenAPI 3.1 and chooses the schema in 3.0 ("validation SHOULD fail" where it chooses none,
3.0.3, 4.7.25). Enforced is what both agree on: a value that the description maps to a schema is valid against that one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from harness.contract.keywords import KEYWORDS, MANY, NAMED, ONE, inner

CHOICE: Final = "x-hallmark-choice"
"""Keyword of a normal schema: `property`, `to` (value to `$ref`) and, where no other value is possible, `only`."""


DATA: Final = frozenset(("enum", "const", "default", "examples"))
"""Keywords whose values are data, in which nothing is a keyword; so is what begins with `x-`."""


def is_choice(value: Any) -> bool:
    """Tell whether `value` is well-formed as that keyword's."""
    return (
        isinstance(value, dict)
        and set(value) <= {"property", "to", "only"}
        and isinstance(value.get("property"), str)
        and isinstance(value.get("to"), dict)
        and all(isinstance(ref, str) for ref in value["to"].values())
        and isinstance(value.get("only", []), list)
        and all(isinstance(each, str) for each in value.get("only", []))
    )


def enforced(node: Any) -> Any:
    """Return a normal schema whose choices are conditions of JSON Schema, wherever they stand in it."""
    if not isinstance(node, dict):
        return node
    out = {key: _enforced(key, value) for key, value in node.items() if key != CHOICE}
    conditions = _conditions(node[CHOICE]) if CHOICE in node else []
    if conditions:
        out["allOf"] = [*out.get("allOf", ()), *conditions]
    return out


def _enforced(keyword: str, value: Any) -> Any:
    kind = KEYWORDS.get(keyword)
    if kind == ONE:
        return enforced(value)
    if kind == MANY:
        return [enforced(each) for each in value]
    return {name: enforced(each) for name, each in value.items()} if kind == NAMED else value


def _conditions(choice: dict[str, Any]) -> list[dict[str, Any]]:
    name = choice["property"]
    conditions: list[dict[str, Any]] = [
        {"if": {"required": [name], "properties": {name: {"const": value}}}, "then": {"$ref": ref}}
        for value, ref in choice["to"].items()
    ]
    if "only" in choice:
        conditions.append({"properties": {name: {"enum": choice["only"]}}})
    return conditions


def choices(node: Any) -> Iterator[dict[str, Any]]:
    """Yield every choice of a normal schema, the very objects, wherever they stand in it."""
    rest = [node]
    while rest:
        each = rest.pop()
        if isinstance(each, dict):
            if CHOICE in each:
                yield each[CHOICE]
            rest.extend(inner(each))
