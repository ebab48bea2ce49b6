"""Finds values for the parameters of an operation: what a setup gave, else the description's own examples."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from harness.contract.model import Operation, Parameter
from harness.contract.schema import Schema
from harness.expression import as_text
from harness.gather.inputs import MARK, Inputs, Unfillable
from harness.gather.sample import sample

Parameters = dict[tuple[str, str], str]
"""Text by (location, name)."""
_IN_PATH: Final = re.compile(r"\{([^}]+)\}")


def parameters_of(operation: Operation, outputs: Mapping[str, object], inputs: Inputs) -> Parameters:
    """Return what the operation cannot do without; raises Unfillable for a parameter that nothing gives a value.

    That may be one that stands in the path and is not described, or not where it can be read.
    An output fills the parameter of its name, whatever the case and punctuation: `ifMatch` fills `If-Match`.
    """
    by_name = {_plain(name): value for name, value in outputs.items()}
    found: Parameters = {}
    for parameter in operation.parameters:
        if parameter.required or parameter.location == "path":
            found[parameter.location, parameter.name] = _value(parameter, by_name, inputs)
    for name in _IN_PATH.findall(operation.path):
        if ("path", name) not in found:
            found["path", name] = _output(name, by_name)
    return found


def known_of(operation: Operation, outputs: Mapping[str, object], inputs: Inputs) -> Parameters:
    """Return what outputs and the run itself give for parameters; raises Unfillable for a mark that nothing fills."""
    by_name = {_plain(name): value for name, value in outputs.items()}
    found: Parameters = {}
    for parameter in operation.parameters:
        node = getattr(parameter.schema, "node", None)
        marked = isinstance(node, Mapping) and isinstance(node.get(MARK), Mapping)
        if _plain(parameter.name) in by_name or (marked and (parameter.required or parameter.location == "path")):
            found[parameter.location, parameter.name] = _value(parameter, by_name, inputs)
    return found


def _value(parameter: Parameter, outputs: Mapping[str, object], inputs: Inputs) -> str:
    try:
        return _output(parameter.name, outputs)
    except Unfillable:
        pass
    node = getattr(parameter.schema, "node", None)
    if isinstance(node, Mapping) and isinstance(node.get(MARK), Mapping):
        return str(inputs.value(node[MARK]))
    for _, example in parameter.examples:
        text = as_text(example)
        if isinstance(text, str):
            return text
    if inputs.resourceful and isinstance(parameter.schema, Schema):
        text = as_text(sample(parameter.schema, inputs))
        if isinstance(text, str) and text:
            return text
    raise Unfillable(f"parameter:{parameter.name}")


def _output(name: str, outputs: Mapping[str, object]) -> str:
    text = as_text(outputs[_plain(name)]) if _plain(name) in outputs else None
    if not isinstance(text, str):
        raise Unfillable(f"parameter:{name}")
    return text


def _plain(name: str) -> str:
    return "".join(character for character in name.lower() if character.isalnum())
