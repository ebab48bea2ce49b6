"""Finds what a run made over there and did not close, by the profile's workflow `cleanup`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec

from harness.arazzo import Workflow
from harness.contract import Contract
from harness.evidence import HALLMARK, Exchange, Observation, Response
from harness.expression import MISSING, follow, parse_pointer
from harness.reading import NotJson, Reading

WORKFLOW: Final = "cleanup"
MARK: Final = "x-hallmark"


class Tidying(msgspec.Struct, frozen=True, kw_only=True):
    """What the profile's workflow `cleanup` says about what is made and how it is closed."""

    workflow: Workflow
    name: str
    """The workflow's input that takes the identifier, and the path parameter that it fills."""
    create: str
    """The operation that makes the resource."""
    pointer: tuple[str, ...]
    """Where the identifier stands in the reply; empty: at the end of its Location."""
    close: str
    """The operation after whose success it counts as closed."""
    at_once: bool = False
    """Whether a run closes at its end what it made, and leaves nothing for `hallmark cleanup`."""


def tidying(workflows: Mapping[str, Workflow], contract: Contract) -> Tidying | None:
    """Return how a profile's resources are tidied up, or None where it says nothing.

    The workflow `cleanup` has one input without a filling of its own; `x-hallmark: {created_by: createIncident, id:
    /sharedIncidentId}` says where its value comes from, and `at_once: true` that a run closes it at its end.
    """
    workflow = workflows.get(WORKFLOW)
    properties: Any = workflow.inputs.get("properties", {}) if workflow is not None else {}
    for name, schema in properties.items():
        mark = schema.get(MARK, {})
        if workflow is None or (mark and "created_by" not in mark) or "default" in schema:
            continue
        create = str(mark.get("created_by", "")) or _creating(name, workflow, contract)
        if create:
            pointer = parse_pointer(str(mark["id"])) if "id" in mark else ()
            return Tidying(
                workflow=workflow,
                name=name,
                create=create,
                pointer=pointer,
                close=workflow.steps[-1].operation,
                at_once=bool(mark.get("at_once")),
            )
    return None


def _creating(name: str, workflow: Workflow, contract: Contract) -> str:
    """Return the operation that POSTs to the collection which `{name}` is a member of."""
    paths = {operation.id: operation.path for operation in contract.operations}
    path = next(
        (paths[step.operation] for step in workflow.steps if f"/{{{name}}}" in paths.get(step.operation, "")), ""
    )
    collection = path.partition(f"/{{{name}}}")[0]
    return next((o.id for o in contract.operations if o.method == "POST" and o.path == collection and collection), "")


def left_open(observations: Iterable[Observation], contract: Contract, base: str, how: Tidying) -> tuple[str, ...]:
    """Return the identifiers of what was made and not closed, in the order of their making.

    In evidence partitions stand by their names: what closed a thing may stand before what made it.
    """
    made: dict[str, None] = {}
    closed: set[str] = set()
    for observation in observations:
        if not isinstance(observation, Exchange) or observation.from_party != HALLMARK:
            continue
        reading = Reading(observation, contract, base)
        if not isinstance(observation.reply, Response) or not 200 <= observation.reply.status < 300:
            continue
        if reading.operation_id == how.create:
            found = identifier_of(reading, how)
            if found:
                made[found] = None
        if reading.operation_id == how.close:
            closed.add(reading.path_params.get(how.name, ""))
    return tuple(name for name in made if name not in closed)


def identifier_of(reading: Reading, how: Tidying) -> str:
    """Return the identifier that the reply to a creation gives to what it made, or ''."""
    if how.pointer:
        body = reading.reply_json
        found = MISSING if isinstance(body, NotJson) else follow(body, how.pointer)
        return str(found) if isinstance(found, str | int) else ""
    location: str = reading.reply_headers.get("location", "")
    return location.rstrip("/").rpartition("/")[2]
