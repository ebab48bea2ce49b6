"""Walks a profile's Arazzo workflows through the wire; what comes of it is evidence, and the judge decides.

A failed step ends the workflow, as Arazzo says; nothing that the product does raises an error here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

import msgspec

from harness.arazzo import Await, End, Goto, Retry, Step, Workflow
from harness.evidence import Exchange, ExchangeId, Response
from harness.expression import MISSING, Scope, all_hold, extend, fill, with_steps
from harness.expression.templates import textual
from harness.gather.bench import Bench
from harness.gather.calling.acting import act
from harness.gather.means import identity_of
from harness.gather.message import Message, Unaddressable, write
from harness.walks import scope_of

MOST_STEPS: Final = 500
"""Steps of one walk, repeats included: a workflow whose actions lead in a circle ends here."""
HEEDED: Final = frozenset({429, 503})
"""Statuses with which Retry-After says when to ask again (RFC 6585 section 4, RFC 9110 section 15.6.4)."""
LONGEST_WAIT: Final = 60.0
"""Seconds that a Retry-After is heeded at most."""
SECOND: Final = 1_000_000
FORM: Final = "application/x-www-form-urlencoded"


class Walked(msgspec.Struct, frozen=True, kw_only=True):
    """How a walk ended; for the gatherer alone, the judge finds out by itself."""

    ended: str
    """`succeeded`, or why not: `failed`, `no-answer`, `no-call`, `unfilled` (an expression named nothing), `circle`."""
    step: str
    """The last step that was taken."""
    outputs: dict[str, object] = {}
    lacked: str = ""
    """Why nothing came of a stimulus, as in `stimulus:publish-event`; empty: something did, or none was given."""
    status: int = 0
    """What the last request was answered; 0: nothing whole."""


def walk(workflow: Workflow, bench: Bench, given: Mapping[str, object] | None = None) -> Walked:
    """Walk the workflow once, in the bench's partition. Raises Unfillable when an input cannot be had."""
    inputs = bench.inputs.of_workflow(workflow.inputs, given)
    if workflow.listen is not None and bench.calls is not None:
        bench.calls.listen = workflow.listen
    one = _Walk(workflow, bench, inputs)
    return msgspec.structs.replace(one.go(), lacked=one.lacked, status=one.status)


class _Walk:
    """One walk: where it is, and what its steps gave."""

    def __init__(self, workflow: Workflow, bench: Bench, inputs: Mapping[str, object]) -> None:
        self.workflow = workflow
        self.bench = bench
        self.inputs = inputs
        self.outputs: dict[str, dict[str, object]] = {}
        self.tries: Counter[str] = Counter()
        self.last: dict[str, ExchangeId] = {}
        self.lacked = ""
        self.status = 0
        self.order = {step.id: index for index, step in enumerate(workflow.steps)}

    def go(self) -> Walked:
        index = 0
        for _ in range(MOST_STEPS):
            step = self.workflow.steps[index]
            ended, following = self.take(step, index)
            if ended:
                return Walked(ended=ended, step=step.id, outputs=self.results())
            index = following
        return Walked(ended="circle", step=self.workflow.steps[index].id)

    def take(self, step: Step, index: int) -> tuple[str, int]:
        """Do one step; return how the walk ended, or "" and the index of the next step."""
        message = self.message(step)
        if message is None:
            return "unfilled", index
        calls = self.bench.calls
        since = calls.count() if calls is not None else 0
        exchange = self.send(step, message)
        self.status = exchange.reply.status if isinstance(exchange.reply, Response) else 0
        if not isinstance(exchange.reply, Response):
            return "no-answer", index
        scope = self.scope(exchange)
        if not all_hold(step.criteria, scope):
            return self.failed(step, scope, exchange, index)
        self.outputs[step.id] = {name: reference.resolve(scope) for name, reference in step.outputs}
        lacked = act(self.bench, step.stimulus) if step.stimulus is not None else ""
        self.lacked = self.lacked or lacked
        if step.awaits is not None and (lacked or not self.awaited(step, step.awaits, since)):
            return "no-call", index
        return self.succeeded(step, self.scope(exchange), index)

    def message(self, step: Step) -> Message | None:
        """Return the step's request, or None when an expression in it names nothing."""
        scope = with_steps({"inputs": self.inputs}, self.outputs)
        parameters = {(one.location, one.name): fill(textual(one.value), scope) for one in step.parameters}
        body = fill(step.body.payload, scope) if step.body is not None else msgspec.UNSET
        if body is MISSING or not all(isinstance(value, str) for value in parameters.values()):
            return None
        texts = {key: str(value) for key, value in parameters.items()}
        content_type = step.body.content_type if step.body is not None else ""
        operation = self.bench.operation(step.operation)
        try:
            if isinstance(body, str) and content_type and not _is_json(content_type):
                return write(operation, texts, body=body.encode(), content_type=content_type)
            if isinstance(body, dict) and content_type == FORM:
                return write(operation, texts, body=urlencode(body).encode("ascii"), content_type=content_type)
            return write(operation, texts, json_body=body, content_type=content_type)
        except Unaddressable:
            return None

    def send(self, step: Step, message: Message) -> Exchange:
        before = self.last.get(step.id)
        exchange = self.bench.send(
            message,
            f"step {step.id}",
            identity=identity_of(step.identity),
            attempt=self.tries[step.id] + 1,
            caused_by=before,
        )
        self.last[step.id] = exchange.id
        return exchange

    def scope(self, exchange: Exchange) -> Scope:
        """Return what the step's expressions see: the exchange as the judge reads it, inputs, earlier outputs."""
        return with_steps(extend(scope_of(self.bench.read(exchange)), inputs=self.inputs), self.outputs)

    def awaited(self, step: Step, awaits: Await, since: int) -> bool:
        """Wait for the inbound call; its outputs join the step's."""
        if self.bench.calls is None:
            return False

        def match(call: Exchange) -> bool:
            reading = self.bench.read(call)
            return reading.operation_id == awaits.operation and all_hold(awaits.criteria, self.scope(call))

        call = self.bench.calls.wait(since, awaits.within, match)
        if call is None:
            return False
        scope = self.scope(call)
        self.outputs[step.id] |= awaits.given(scope)
        return True

    def succeeded(self, step: Step, scope: Scope, index: int) -> tuple[str, int]:
        self.tries[step.id] = 0
        self.last.pop(step.id, None)
        action = next((one for one in step.on_success if all_hold(one.criteria, scope)), None)
        if isinstance(action, Goto):
            return "", self.order[action.step]
        if isinstance(action, End) or index + 1 == len(self.workflow.steps):
            return "succeeded", index
        return "", index + 1

    def failed(self, step: Step, scope: Scope, exchange: Exchange, index: int) -> tuple[str, int]:
        action = next((one for one in step.on_failure if all_hold(one.criteria, scope)), None)
        if isinstance(action, Goto):
            return "", self.order[action.step]
        if not isinstance(action, Retry) or self.tries[step.id] >= action.limit:
            return "failed", index
        self.tries[step.id] += 1
        reading = self.bench.read(exchange)
        # Said of any other answer it would let the product stretch a time that the workflow gives it.
        asked = reading.reply_headers.get("retry-after") if reading.status in HEEDED else None
        self.bench.clock.sleep(int(_pause(action, asked) * SECOND))
        return "", self.order[action.step] if action.step else index

    def results(self) -> dict[str, object]:
        """Return the workflow's outputs, those that came about."""
        scope = with_steps({"inputs": self.inputs}, self.outputs)
        found = {name: reference.resolve(scope) for name, reference in self.workflow.outputs}
        return {name: value for name, value in found.items() if value is not MISSING}


def _pause(action: Retry, asked: str | None) -> float:
    """Return seconds to wait; the product's own Retry-After, in seconds, overrules (RFC 9110 section 10.2.3)."""
    seconds = float(asked[:6]) if asked is not None and asked.isascii() and asked.isdigit() else action.after
    return min(seconds, LONGEST_WAIT)


def _is_json(content_type: str) -> bool:
    essence = content_type.partition(";")[0].strip().lower()
    return essence == "application/json" or essence.endswith("+json")
