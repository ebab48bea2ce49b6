"""Lists the keywords of a normal schema, and what stands below each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

ONE = "one"
MANY = "many"
NAMED = "named"
PLAIN = "plain"
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
         "contentMediaType", "readOnly", "writeOnly", "default"), PLAIN),
    "examples": SHOWN,
}  # fmt: skip
"""Keywords that are kept and what stands below them; everything else says nothing about which values are valid."""

IN_PLACE = ("allOf", "anyOf", "oneOf", "not", "if", "then", "else")
"""Keywords that apply other schemas to the same value."""

REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")
"""Keywords that refer to a schema elsewhere; `$recursiveRef` is of 2019-09, and is met in descriptions of 3.1."""


def inner(node: dict[str, Any]) -> Iterator[Any]:
    """Yield the schemas that stand directly in a normal one."""
    for keyword, value in node.items():
        kind = KEYWORDS.get(keyword)
        if kind == ONE:
            yield value
        elif kind == MANY:
            yield from value
        elif kind == NAMED:
            yield from value.values()
