"""Checks that schemas which come from outside are what normalising makes, so that judging by them is safe."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jsonschema_rs

from harness.contract.choice import CHOICE, is_choice
from harness.contract.circles import circles, weigh
from harness.contract.keywords import KEYWORDS, MANY, NAMED, ONE
from harness.contract.normal import MOST_AT_ONCE, in_place_refs, ref_to
from harness.contract.pattern import finder
from harness.errors import ContractError


def edges(nodes: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return by place the places that each schema refers to. Raises ContractError for what is not normal."""
    keys = {ref_to(key): key for key in nodes}
    found: dict[str, tuple[str, ...]] = {}
    for key, node in nodes.items():
        refs: dict[str, None] = {}
        _walk(node, refs)
        if not all(ref in keys for ref in refs):
            raise ContractError("a schema that was kept refers to one that was not")
        found[key] = tuple(keys[ref] for ref in refs)
    if not jsonschema_rs.meta.is_valid({"$defs": dict(nodes)}):
        raise ContractError("a schema that was kept is not JSON Schema 2020-12")
    graph = {ref: in_place_refs(nodes[key]) for ref, key in keys.items()}
    for ref in circles(graph):
        raise ContractError(f"the schema {keys[ref][:200]} is defined by itself")
    weights: dict[str, int] = {}
    weigh(graph, weights, MOST_AT_ONCE)
    if max(weights.values(), default=0) >= MOST_AT_ONCE:
        raise ContractError(f"more than {MOST_AT_ONCE} schemas that were kept would apply to one value")
    return found


def _walk(node: Any, refs: dict[str, None]) -> None:
    """Collect the `$ref`s of a schema."""
    if isinstance(node, bool):
        return
    if not isinstance(node, dict):
        raise ContractError("what was kept as a schema is none")
    for keyword, value in node.items():
        kind = KEYWORDS.get(keyword)
        if keyword == "$ref":
            refs[str(value)] = None
        elif keyword == CHOICE:
            if not is_choice(value):
                raise ContractError("a choice among schemas that was kept is not well-formed")
            refs.update(dict.fromkeys(value["to"].values()))
        elif kind == ONE:
            _walk(value, refs)
        elif kind == MANY and isinstance(value, list):
            for member in value:
                _walk(member, refs)
        elif kind == NAMED and isinstance(value, dict):
            for member in value.values():
                _walk(member, refs)
        elif kind in (MANY, NAMED) or (kind is None and not keyword.startswith("x-")):
            raise ContractError(f"a schema that was kept has the keyword {keyword[:100]}, which normal ones have not")
    if "pattern" in node or "patternProperties" in node:
        _patterns(node)


def _patterns(node: dict[str, Any]) -> None:
    texts = (*((node["pattern"],) if "pattern" in node else ()), *node.get("patternProperties", ()))
    if not all(isinstance(text, str) and finder(text) for text in texts):
        raise ContractError("a schema that was kept has a pattern that is none")
