"""Finds the first thing under which a list holds something, for the inputs of workflows that ask for it.

An input is marked with `x-hallmark: {holding: getFeatures, only: QUERY}`: the operation names the list, and the query
(JSONPath), where one is given, which of the things above it may be meant. A first one that is empty is no fault, and
shows nothing of what lies in the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from harness.arazzo import Workflow
from harness.expression.query import compile_query
from harness.gather.bench import Bench
from harness.gather.conversations.walking import ask, elements
from harness.gather.inputs import MARK
from harness.resources import Resource, resources_of
from harness.resources.answers import name_at
from harness.resources.paths import placeholders

MOST: Final = 10
"""Things that are looked under."""


def holders(workflow: Workflow, bench: Bench) -> dict[str, object]:
    """Return a value for each input that is marked so; none where no list of such things came."""
    properties: Any = workflow.inputs.get("properties", {})
    marks = {name: property_.get(MARK, {}) for name, property_ in properties.items()}
    found = {name: _holder(bench, mark) for name, mark in marks.items() if "holding" in mark}
    return {name: value for name, value in found.items() if value}


def _holder(bench: Bench, mark: Mapping[str, Any]) -> str:
    """Return the first of them, or the first of all where none holds anything."""
    resources = resources_of(bench.contract)
    below = next((one for one in resources if one.list == mark["holding"]), None)
    above = next((one for one in resources if below is not None and one.collection == below.parent), None)
    if below is None or above is None or not above.list:
        return ""
    names = list(dict.fromkeys(_names(bench, above, str(mark.get("only", "")))))[:MOST]
    return next((name for name in names if _holds(bench, below, name)), names[0] if names else "")


def _names(bench: Bench, above: Resource, only: str) -> Iterator[str]:
    meant = compile_query(only) if only else lambda element: True
    for element in elements(bench, above, ask(bench, above, {}, "which of them holds something")):
        name = name_at(element, above.element_id or "") if meant(element) else None
        yield from (name,) if name is not None else ()


def _holds(bench: Bench, below: Resource, name: str) -> bool:
    query = {below.page_size: "1"} if below.page_size else {}
    outputs = {placeholders(below.collection)[-1]: name}
    return bool(elements(bench, below, ask(bench, below, query, "whether this one holds something", outputs)))
