"""Prepares a probe of one operation where no workflow does: an item that is ours, and the entity tag it has now."""

from __future__ import annotations

from typing import Final

from harness.contract import Operation
from harness.evidence import Response
from harness.gather.bench import Bench
from harness.gather.cases.parameters import parameters_of
from harness.gather.inputs import Unfillable
from harness.gather.message import Unaddressable, write
from harness.gather.probing.explore import create
from harness.gather.restraint.limits import SAFE_METHODS
from harness.resources import Resource
from harness.resources.answers import created_name
from harness.resources.paths import lies_on, placeholders

CHANGING: Final = frozenset({"PUT", "PATCH", "DELETE"})


def prepare(bench: Bench, operation: Operation) -> dict[str, object]:
    """Return values for parameters by name, as the outputs of a workflow would be.

    What is changed or removed is made for that alone: everything else still finds its own, and no other partition,
    which may run at the same time, changes it in between. What is changed on condition is read just before. Raises
    StopRun.
    """
    knowledge = bench.inputs.knowledge
    resource = knowledge.resource_of(operation.path) if knowledge is not None else None
    if resource is None or not lies_on(operation.path, resource.item_path) or operation.method in SAFE_METHODS:
        return {}
    outputs: dict[str, object] = {}
    if operation.method in CHANGING and resource.create:
        outputs |= _own(bench, resource, operation)
    if any(p.location == "header" and p.name.lower() == "if-match" for p in operation.parameters) and resource.read:
        tag = entity_tag(bench, bench.operation(resource.read), outputs)
        outputs |= {"ifMatch": tag} if tag else {}
    return outputs


def entity_tag(bench: Bench, read: Operation, outputs: dict[str, object]) -> str:
    """Return the entity tag that an item shows now, or ''."""
    try:
        message = write(read, parameters_of(read, outputs, bench.inputs, ours=True))
    except (Unfillable, Unaddressable):
        return ""
    return str(bench.read(bench.send(message, "read its entity tag")).reply_headers.get("etag", ""))


def _own(bench: Bench, resource: Resource, operation: Operation) -> dict[str, object]:
    made = create(bench, resource)
    if made is None or not isinstance(made.reply, Response):
        return {}
    x = bench.read(made)
    name = created_name(resource, x)
    if name is None:
        return {}
    return dict(zip(placeholders(operation.path), (*x.path_params.values(), name), strict=False))
