"""Finds values for the parameters of an operation: what a setup gave, else the description's own examples."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from harness.contract.model import Operation, Parameter
from harness.contract.schema import Schema
from harness.expression import as_text
from harness.gather.cases.sample import sample
from harness.gather.inputs import MARK, Inputs, Unfillable
from harness.gather.restraint.limits import SAFE_METHODS
from harness.resources.names import plain

Parameters = dict[tuple[str, str], str]
"""Text by (location, name)."""
_IN_PATH: Final = re.compile(r"\{([^}]+)\}")


def parameters_of(
    operation: Operation, outputs: Mapping[str, object], inputs: Inputs, *, ours: bool | None = None
) -> Parameters:
    """Return what the operation cannot do without; raises Unfillable for a parameter that nothing gives a value.

    That may be one that stands in the path and is not described, or not where it can be read.
    An output fills the parameter of its name, whatever the case and punctuation: `ifMatch` fills `If-Match`. Then comes
    what is known of the product, where its description is its own; `ours`: only items that this run made, which is the
    default for methods that are not safe.
    """
    by_name = {plain(name): value for name, value in outputs.items()}
    if inputs.knowledge is not None:
        mine = operation.method not in SAFE_METHODS if ours is None else ours
        known = inputs.knowledge.path_values(operation, ours=mine)
        by_name = {plain(name): value for name, value in known.items()} | by_name
    found: Parameters = {}
    for parameter in operation.parameters:
        if parameter.required or parameter.location == "path":
            found[parameter.location, parameter.name] = _value(parameter, by_name, inputs)
    for name in _IN_PATH.findall(operation.path):
        if ("path", name) not in found:
            found["path", name] = _output(name, by_name)
    return found


def known_of(operation: Operation, outputs: Mapping[str, object], inputs: Inputs) -> Parameters:
    """Return what outputs and the run itself give for parameters; raises Unfillable for a mark that nothing fills.

    What is changed or taken away is never known from the exploration: it is made for that alone, or made up, so that no
    other partition, which may run at the same time, changes it in between.
    """
    by_name = {plain(name): value for name, value in outputs.items()}
    there = _there(operation, inputs) | by_name
    found: Parameters = {}
    for parameter in operation.parameters:
        node = getattr(parameter.schema, "node", None)
        marked = isinstance(node, Mapping) and isinstance(node.get(MARK), Mapping)
        needed = (marked or plain(parameter.name) in there) and (parameter.required or parameter.location == "path")
        if plain(parameter.name) in by_name or needed:
            found[parameter.location, parameter.name] = _value(parameter, there, inputs)
    return found


def _there(operation: Operation, inputs: Inputs) -> dict[str, object]:
    """Return what exists over there by plain name: from the run file, and for the path from the exploration."""
    if inputs.knowledge is None:
        return {}
    declared: dict[str, object] = {name: values[0] for name, values in inputs.knowledge.values.items()}
    if operation.method not in SAFE_METHODS:
        return declared
    return declared | {plain(n): value for n, value in inputs.knowledge.path_values(operation, ours=False).items()}


def _value(parameter: Parameter, outputs: Mapping[str, object], inputs: Inputs) -> str:
    try:
        return _output(parameter.name, outputs)
    except Unfillable:
        pass
    if inputs.knowledge is not None and (
        parameter.location != "header" or plain(parameter.name) in inputs.knowledge.values
    ):
        learned = inputs.knowledge.named(parameter.name)
        if learned is not None:
            return learned
    node = getattr(parameter.schema, "node", None)
    if isinstance(node, Mapping) and isinstance(node.get(MARK), Mapping):
        return str(inputs.value(node[MARK]))
    for _, example in parameter.examples:
        text = as_text(example)
        if isinstance(text, str):
            return text
    if inputs.knowledge is not None and isinstance(parameter.schema, Schema):
        text = _made_up(parameter, parameter.schema, inputs)
        if text:
            return text
    raise Unfillable(f"parameter:{parameter.name}")


def _output(name: str, outputs: Mapping[str, object]) -> str:
    text = as_text(outputs[plain(name)]) if plain(name) in outputs else None
    if not isinstance(text, str):
        raise Unfillable(f"parameter:{name}")
    return text


def _made_up(parameter: Parameter, schema: Schema, inputs: Inputs) -> str:
    """Return a value that keeps the schema, or ''; in a path a name that nobody has, without blanks where it may be."""
    value = sample(schema, inputs)
    if isinstance(value, list) and parameter.style in ("form", "simple"):
        value = ",".join(str(as_text(one)) for one in value)
    text = as_text(value)
    if not isinstance(text, str):
        return ""
    tidy = text.lower().replace(" - ", "-").replace(" ", "-")
    return tidy if parameter.location == "path" and isinstance(value, str) and schema.is_valid(tidy) else text
