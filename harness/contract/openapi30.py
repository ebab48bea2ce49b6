"""Reads OpenAPI 3.0, whose schemas are an older, altered JSON Schema (OpenAPI 3.0.3, section 4.7.24)."""

from __future__ import annotations

from typing import Any

from harness.contract.dialect import Dialect, as_it_is, servers

IGNORED = frozenset(
    ("const", "if", "then", "else", "contains", "prefixItems", "patternProperties", "propertyNames", "dependentSchemas",
     "dependentRequired", "unevaluatedProperties", "unevaluatedItems", "minContains", "maxContains", "$dynamicRef",
     "$recursiveRef")
)  # fmt: skip


def schema(node: dict[str, Any]) -> dict[str, Any]:
    """Return one 3.0 schema in the terms of JSON Schema 2020-12; what 3.0 ignores is left out."""
    if "$ref" in node:
        return {"$ref": node["$ref"]}
    out = {key: value for key, value in node.items() if key not in IGNORED}
    # `nullable` widens `type` and nothing else: an `enum` that lacks null still forbids it (3.0.3, "nullable").
    if out.pop("nullable", False) is True and isinstance(out.get("type"), str):
        out["type"] = [out["type"], "null"]
    for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        flag = out.get(exclusive)
        if isinstance(flag, bool):
            del out[exclusive]
            if flag and bound in out:
                out[exclusive] = out.pop(bound)
    return out


DIALECT = Dialect(
    version="3.0",
    schema=schema,
    ignored=IGNORED,
    schemas="/components/schemas",
    schemes="/components/securitySchemes",
    scheme=as_it_is,
    servers=servers,
)
