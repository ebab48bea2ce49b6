"""Tries before the plan what needs writing: whether the fixtures are known, and each class is served."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Final

from harness.arazzo import Workflow
from harness.evidence import Exchange, Response
from harness.gather.bench import Bench, Purpose, Sender
from harness.gather.checks import Check, Preflight
from harness.gather.inputs import Unfillable
from harness.gather.message import Message
from harness.gather.running.preflight import message_of, nothing_served
from harness.gather.scenarios import walk
from harness.gather.strand import Strand

WORKFLOW: Final = "preflight"
"""The profile's workflow that creates, reads and closes one resource."""
_UNANSWERED: Final = frozenset({404, 405, 501})


def use(bench: Bench, workflows: Mapping[str, Workflow], classes: Mapping[str, Sequence[str]]) -> Preflight:
    """Create, read and close one resource with the fixtures, then ask each class's operations. Raises StopRun.

    `classes` maps a class to its operations. A product may fail at each of these by its own fault, so none blocks; but
    where whatever is written and read is answered 404, it is the address that is wrong, and that is all that is said.
    """
    outputs: dict[str, object] = {}
    checks = []
    heard = _Heard(bench.sender)
    bench = dataclasses.replace(bench, sender=heard)
    workflow = workflows.get(WORKFLOW)
    if workflow is not None and bench.means.write:
        checks.append(_fixtures(bench, workflow, outputs))
    for name, operations in classes.items():
        checks.extend(_class(bench, name, operations, outputs))
    if len(heard.methods) > 1 and heard.statuses == {404}:
        return Preflight(checks=(nothing_served(bench),))
    return Preflight(checks=tuple(checks))


class _Heard:
    """Sends by another sender, and notes what was asked and what status came; 0 where none did."""

    def __init__(self, sender: Sender) -> None:
        self.sender = sender
        self.methods: set[str] = set()
        self.statuses: set[int] = set()

    def send(self, strand: Strand, message: Message, purpose: Purpose) -> Exchange:
        exchange = self.sender.send(strand, message, purpose)
        self.methods.add(message.method)
        self.statuses.add(exchange.reply.status if isinstance(exchange.reply, Response) else 0)
        return exchange


def _fixtures(bench: Bench, workflow: Workflow, outputs: dict[str, object]) -> Check:
    try:
        walked = walk(workflow, bench)
    except Unfillable as lack:
        return Check(name="fixtures", ok=False, code="lacking", params={"need": lack.need}, advice="declare-fixtures")
    outputs |= walked.outputs
    if walked.ended == "succeeded":
        return Check(name="fixtures", ok=True, code="created-read-closed")
    params = {"ended": walked.ended, "step": walked.step}
    return Check(name="fixtures", ok=False, code="refused", params=params, advice="check-fixtures")


def _class(bench: Bench, name: str, operations: Sequence[str], outputs: Mapping[str, object]) -> list[Check]:
    """Ask what the class reads; a path that nobody serves says that the class, or the base URL, is not as declared."""
    for id in operations:
        operation = bench.operation(id)
        # An identifier of our own making would get an honest 404; only one that is known over there tells anything.
        named = all(p.name in outputs for p in operation.parameters if p.location == "path")
        message = message_of(bench, operation, outputs) if operation.method == "GET" and named else None
        if message is None:
            continue
        reply = bench.send(message, f"preflight: class {name}").reply
        if isinstance(reply, Response) and reply.status not in _UNANSWERED:
            return [Check(name=f"class:{name}", ok=True)]
        params = {"operation": id, "status": reply.status if isinstance(reply, Response) else 0}
        return [Check(name=f"class:{name}", ok=False, code="unserved", params=params, advice="check-classes")]
    return []
