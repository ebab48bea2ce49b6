"""Finds the places of a body into which a run puts values of its own (`x-hallmark`)."""

from __future__ import annotations

from typing import Any

from harness.contract.schema import Schema
from harness.gather.cases.model import Hole
from harness.gather.inputs import MARK
from harness.gather.pairs import Steps, pairs


def holes_of(schema: Schema, value: Any) -> tuple[Hole, ...]:
    """Return the places, outermost first; of several schemas that speak of one place the last counts."""
    found: dict[Steps, Hole] = {}
    for pair in pairs(schema, value):
        mark = pair.node.get(MARK)
        if isinstance(mark, dict):
            longest = pair.node.get("maxLength")
            found[pair.steps] = Hole(pair.steps, mark, longest if isinstance(longest, int) else 0)
    return tuple(found.values())


def is_marked(schema: Schema) -> bool:
    """Tell whether any part of the schema asks for a value of the run's own."""
    return any(_has_mark(node) for node in schema.definitions.values())


def _has_mark(node: Any) -> bool:
    if isinstance(node, list):
        return any(_has_mark(member) for member in node)
    return isinstance(node, dict) and (MARK in node or any(_has_mark(member) for member in node.values()))
