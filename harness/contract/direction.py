"""Lets go of `required` where a member never travels in that direction (OpenAPI 3.0.3, readOnly and writeOnly)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from harness.contract.choice import DATA

_FLAG = {"request": "readOnly", "reply": "writeOnly"}
_DEEP = 40


@lru_cache(maxsize=65_536)
def key_of(ref: str) -> str:
    """Return the place that a normal schema's `$ref` names; the inverse of `normal.ref_to`."""
    return unquote(ref[len("#/$defs/") :]).replace("~1", "/").replace("~0", "~")


def directed(node: Any, nodes: Mapping[str, Any], direction: str) -> Any:
    """Return a copy of a normal schema that does not require what never travels that way (`request`, `reply`)."""
    return _copy(node, nodes, _FLAG[direction], frozenset())


def _copy(node: Any, nodes: Mapping[str, Any], flag: str, outer: frozenset[str]) -> Any:
    if not isinstance(node, dict):
        return node
    hidden = outer | _hidden(node, nodes, flag, 0)
    out: dict[str, Any] = {}
    for keyword, value in node.items():
        if keyword == "required" and hidden:
            out[keyword] = [name for name in value if name not in hidden]
        elif keyword in ("allOf", "anyOf", "oneOf"):
            out[keyword] = [_copy(member, nodes, flag, hidden) for member in value]
        elif keyword in ("if", "then", "else", "not"):
            out[keyword] = _copy(value, nodes, flag, hidden)
        elif keyword == "prefixItems":
            out[keyword] = [_copy(member, nodes, flag, frozenset()) for member in value]
        elif keyword in ("properties", "patternProperties", "dependentSchemas"):
            out[keyword] = {name: _copy(member, nodes, flag, frozenset()) for name, member in value.items()}
        elif keyword.startswith("x-") or keyword in DATA or keyword == "dependentRequired":
            out[keyword] = value
        else:
            out[keyword] = _copy(value, nodes, flag, frozenset())
    return out


def _hidden(node: Any, nodes: Mapping[str, Any], flag: str, depth: int) -> frozenset[str]:
    """Return the names of the members, of this schema and of those it is made of, that bear the flag."""
    if not isinstance(node, dict) or depth > _DEEP:
        return frozenset()
    found = {name for name, member in node.get("properties", {}).items() if _flagged(member, nodes, flag, 0)}
    for part in _parts(node, nodes):
        found |= _hidden(part, nodes, flag, depth + 1)
    return frozenset(found)


def _flagged(node: Any, nodes: Mapping[str, Any], flag: str, depth: int) -> bool:
    if not isinstance(node, dict) or depth > _DEEP:
        return False
    return node.get(flag) is True or any(_flagged(part, nodes, flag, depth + 1) for part in _parts(node, nodes))


def _parts(node: dict[str, Any], nodes: Mapping[str, Any]) -> list[Any]:
    parts = list(node.get("allOf", ()))
    if "$ref" in node:
        parts.append(nodes.get(key_of(node["$ref"])))
    return parts
