"""Finds the runs of a workflow in recorded exchanges, and says how each step came out.

The judge has no labels: an exchange belongs to a step because its operation, parameters, identity and payload are those
that the step would have sent, given what the exchanges before it answered. Inputs that the gatherer made up are bound to
what was seen. So a relayed or imported conversation is judged like one of our own. A run never crosses a partition.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from harness.arazzo import End, Goto, Retry, Step, Workflow
from harness.evidence import ExchangeId
from harness.expression import MISSING, Scope, Template, all_hold, exchange_scope, textual, unify, with_steps
from harness.expression.templates import Object
from harness.reading import NotJson, Reading

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
"""Methods that change nothing (RFC 9110 section 9.2.1)."""
MOST_WALKS = 64
"""Runs of one workflow that are followed at a time within a partition; an older one is dropped as cut off."""


class StepResult(msgspec.Struct, frozen=True, kw_only=True):
    """How one step of one run came out."""

    step: str
    how: str
    """`held`, `failed`, `no-answer`, `cut-off` (the evidence ends here) or `no-call` (an awaited call never came)."""
    criterion: int = -1
    """Which success criterion failed first, counted from 0; -1 where none is to blame."""
    x: Reading | None
    cites: tuple[ExchangeId, ...]


class _Walk:
    """One run: where it is, what its inputs are bound to, and what its steps gave."""

    def __init__(self, inputs: Mapping[str, object]) -> None:
        self.inputs = inputs
        self.index = 0
        self.outputs: dict[str, dict[str, object]] = {}
        self.retries: dict[str, int] = {}
        self.cites: tuple[ExchangeId, ...] = ()
        self.failed: StepResult | None = None
        self.waiting: Reading | None = None

    def scope(self, x: Reading) -> Scope:
        return {**scope_of(x), "inputs": self.inputs, "steps": {s: {"outputs": o} for s, o in self.outputs.items()}}


class Walks:
    """All runs of one workflow in the partition that is being read."""

    def __init__(self, workflow: Workflow, fixtures: Mapping[str, object]) -> None:
        self.workflow = workflow
        self.operations = frozenset(
            name for s in workflow.steps for name in (s.operation, s.awaits.operation if s.awaits else s.operation)
        )
        self._known = known_inputs(workflow, fixtures)
        self._asks = {s.id: asks(s) for s in workflow.steps}
        self._order = {s.id: i for i, s in enumerate(workflow.steps)}
        self._open: list[_Walk] = []
        self._last: tuple[ExchangeId | None, tuple[StepResult, ...]] = (None, ())
        self._ended: tuple[str, tuple[StepResult, ...]] = ("", ())

    def concerned(self, x: Reading) -> bool:
        """Whether `x` may begin, go on with or end a run."""
        return x.operation_id in self.operations or (bool(self._open) and x.exchange.request.method not in SAFE)

    def feed(self, x: Reading) -> tuple[StepResult, ...]:
        """Return the steps that `x` completed; asking again about the same exchange gives the same answer."""
        if self._last[0] != x.id:
            self._last = (x.id, self._advance(x))
        return self._last[1]

    def finish(self, partition: str) -> tuple[StepResult, ...]:
        """Return what the end of the partition leaves undecided; asking again gives the same answer."""
        if self._ended[0] != partition:
            self._ended = (partition, tuple(r for walk in self._open for r in self._left(walk)))
            self._open = []
        return self._ended[1]

    def _advance(self, x: Reading) -> tuple[StepResult, ...]:
        if x.from_product:
            return next((r for walk in self._open if (r := self._arrived(walk, x))), ())
        for walk in self._open:
            bound = self._fits(walk, self.workflow.steps[walk.index], x)
            if bound is not None and walk.waiting is None:
                walk.inputs = bound
                return self._take(walk, x)
        if x.exchange.request.method not in SAFE:
            self._open = [walk for walk in self._open if not _touches(x, walk)]
        fresh = _Walk(self._known)
        bound = self._fits(fresh, self.workflow.steps[0], x)
        if bound is None:
            return ()
        fresh.inputs = bound
        self._open.append(fresh)
        dropped = self._left(self._open.pop(0)) if len(self._open) > MOST_WALKS else ()
        return (*dropped, *self._take(fresh, x))

    def _fits(self, walk: _Walk, step: Step, x: Reading) -> Mapping[str, object] | None:
        """Return the inputs as bound by `x`, or None where `x` is not this step of this run."""
        if x.operation_id != step.operation or x.exchange.identity != step.identity:
            return None
        sent: dict[str, object] = {}
        if step.body is not None:
            if isinstance(x.request_json, NotJson):
                return None
            sent["body"] = x.request_json
        for p in step.parameters:
            actual = parameter_of(x, p.location, p.name)
            if actual is MISSING:
                return None
            sent[f"{p.location}.{p.name}"] = actual
        return unify(self._asks[step.id], sent, walk.inputs, with_steps({}, walk.outputs))

    def _take(self, walk: _Walk, x: Reading) -> tuple[StepResult, ...]:
        step = self.workflow.steps[walk.index]
        walk.cites = (*walk.cites, x.id)
        if x.status is None:
            self._open.remove(walk)
            return (StepResult(step=step.id, how="no-answer", x=x, cites=walk.cites),)
        scope = walk.scope(x)
        broken = next((i for i, c in enumerate(step.criteria) if not c.holds(scope)), None)
        if broken is not None:
            return self._fail(walk, step, x, scope, broken)
        walk.failed = None
        walk.outputs[step.id] = {name: r.resolve(scope) for name, r in step.outputs}
        if step.awaits is not None:
            walk.waiting = x
            return ()
        return self._go_on(walk, step, x, scope)

    def _go_on(self, walk: _Walk, step: Step, x: Reading, scope: Scope) -> tuple[StepResult, ...]:
        action = next((a for a in step.on_success if all_hold(a.criteria, scope)), None)
        if isinstance(action, Goto):
            walk.index = self._order[action.step]
        else:
            walk.index += 1
        if isinstance(action, End) or walk.index >= len(self.workflow.steps):
            self._open.remove(walk)
        return (StepResult(step=step.id, how="held", x=x, cites=walk.cites),)

    def _fail(self, walk: _Walk, step: Step, x: Reading, scope: Scope, broken: int) -> tuple[StepResult, ...]:
        result = StepResult(step=step.id, how="failed", criterion=broken, x=x, cites=_leading(x.id, walk.cites))
        action = next((a for a in step.on_failure if all_hold(a.criteria, scope)), None)
        if isinstance(action, Retry) and walk.retries.get(step.id, 0) < action.limit:
            walk.retries[step.id] = walk.retries.get(step.id, 0) + 1
            walk.failed = result
            if action.step:
                walk.index = self._order[action.step]
            return ()
        if isinstance(action, Goto):
            walk.index = self._order[action.step]
            return (result,)
        self._open.remove(walk)
        return (result,)

    def _arrived(self, walk: _Walk, x: Reading) -> tuple[StepResult, ...]:
        """Return the step that an inbound call completes, if this run waits for it."""
        if walk.waiting is None:
            return ()
        step = self.workflow.steps[walk.index]
        scope = walk.scope(x)
        if step.awaits is None or x.operation_id != step.awaits.operation or not all_hold(step.awaits.criteria, scope):
            return ()
        walk.outputs[step.id] |= {name: r.resolve(scope) for name, r in step.awaits.outputs}
        walk.cites = (*walk.cites, x.id)
        before, walk.waiting = walk.waiting, None
        return self._go_on(walk, step, before, walk.scope(before))

    def _left(self, walk: _Walk) -> tuple[StepResult, ...]:
        step = self.workflow.steps[walk.index]
        if walk.waiting is not None:
            return (StepResult(step=step.id, how="no-call", x=walk.waiting, cites=walk.cites),)
        if walk.failed is not None:
            return (msgspec.structs.replace(walk.failed, how="cut-off"),)
        return (StepResult(step=step.id, how="cut-off", x=None, cites=walk.cites),)


def _touches(x: Reading, walk: _Walk) -> bool:
    """Whether `x` acts on something that this run made: then it is another conversation, and this run is none."""
    ours = {value for outputs in walk.outputs.values() for value in outputs.values() if isinstance(value, str)}
    return any(value in ours for value in x.path_params.values())


def _leading(first: ExchangeId, cites: tuple[ExchangeId, ...]) -> tuple[ExchangeId, ...]:
    return (first, *(c for c in cites if c != first))


def known_inputs(workflow: Workflow, fixtures: Mapping[str, object]) -> dict[str, object]:
    """Return the inputs whose values are settled before a run: literals, and fixtures that were declared."""
    properties: Any = workflow.inputs.get("properties", {})
    known: dict[str, object] = {}
    for name, schema in properties.items():
        filled = schema.get("x-hallmark", {})
        if "fixture" in filled and filled["fixture"] in fixtures:
            known[name] = fixtures[filled["fixture"]]
        elif "default" in schema:
            known[name] = schema["default"]
    return known


def asks(step: Step) -> Template:
    """Return one template of all that a step sends, so that an input seen in two places is bound once, with its type."""
    parts = [(f"{p.location}.{p.name}", textual(p.value)) for p in step.parameters]
    return Object((("body", step.body.payload), *parts) if step.body is not None else tuple(parts))


def parameter_of(x: Reading, location: str, name: str) -> object:
    """Return a parameter's value as sent, as text, or MISSING."""
    if location == "path":
        return x.path_params.get(name, MISSING)
    if location == "query":
        return x.query.get(name, MISSING)
    return x.request_headers.get(name, MISSING) if location == "header" else MISSING


def scope_of(x: Reading) -> Scope:
    """Return the expression scope of one exchange, using what its reading has parsed already."""
    return exchange_scope(
        method=x.exchange.request.method,
        url=x.exchange.request.target,
        path=x.path_params,
        request_headers=x.request_headers.items(),
        request_body=lambda: MISSING if isinstance(x.request_json, NotJson) else x.request_json,
        status=x.status,
        response_headers=x.reply_headers.items(),
        response_body=lambda: MISSING if isinstance(x.reply_json, NotJson) else x.reply_json,
    )
