"""Finds the runs of a workflow in recorded exchanges, and says how each step came out.

The judge has no labels: an exchange belongs to a step because its operation, parameters, identity and payload are
exactly those that the step would have sent, given what the exchanges before it answered (steps.py). So a relayed or
imported conversation is judged like one of our own. A run never crosses a partition.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from harness.arazzo import End, Goto, Retry, Step, Workflow
from harness.evidence import ExchangeId
from harness.expression import Scope, all_hold
from harness.reading import Reading
from harness.reading.addressed import NOT_THEIRS
from harness.walks.steps import SAFE, Asked, Mark, Seen, fixed_inputs, scope_of

MOST_WALKS = 64
"""Runs of one workflow that are followed at a time within a partition; an older one is dropped as cut off."""
MARGIN = 1_000_000
"""Microseconds by which an awaited call may be later than agreed: what it takes to read and write it down."""


class StepResult(msgspec.Struct, frozen=True, kw_only=True):
    """How one step of one run came out."""

    step: str
    how: str
    """`held`, `failed`, `no-answer`, `cut-off` (the evidence ends here) or `no-call` (an awaited call never came)."""
    criterion: int = -1
    """Which success criterion failed first, counted from 0; -1 where none is to blame."""
    x: Reading | None
    cites: tuple[ExchangeId, ...]
    ended: bool = False
    """Whether the run went no further."""
    after: str = ""
    """An earlier step of the same run that had failed, where the run went on all the same."""
    since: int = 0
    """When the answer to the step before had come, microseconds since 1970; 0 for the first step."""
    unseen: Reading | None = None
    """The last attempt at the step that had failed, where a later one held."""


class _Walk:
    """One run: where it is, what its inputs are bound to, and what its steps gave."""

    __slots__ = ("cites", "failed", "fell", "index", "inputs", "outputs", "retries", "since", "waiting")

    def __init__(self, inputs: Mapping[str, object]) -> None:
        self.inputs = inputs
        self.index = 0
        self.outputs: dict[str, dict[str, object]] = {}
        self.retries: dict[str, int] = {}
        self.cites: tuple[ExchangeId, ...] = ()
        self.fell = ""
        """The first step that failed and did not end the run."""
        self.failed: StepResult | None = None
        """The last attempt at a step that may still be tried again."""
        self.waiting: Reading | None = None
        """The exchange whose step waits for a call of the product's."""
        self.since = 0
        """When the answer to the last step that held had come."""

    def scope(self, x: Reading) -> Scope:
        return {**scope_of(x), "inputs": self.inputs, "steps": {s: {"outputs": o} for s, o in self.outputs.items()}}


class Walks:
    """All runs of one workflow in the partition that is being read."""

    def __init__(self, workflow: Workflow, fixtures: Mapping[str, object], seen: Seen) -> None:
        self.workflow = workflow
        self.first = workflow.steps[0].operation
        """The operation with which a run begins."""
        self._inputs = fixed_inputs(workflow, fixtures)
        self._asked = tuple(Asked(step, workflow) for step in workflow.steps)
        self._order = {s.id: i for i, s in enumerate(workflow.steps)}
        self._seen = seen
        self._open: list[_Walk] = []
        self._last: tuple[ExchangeId | None, tuple[StepResult, ...]] = (None, ())
        self._ended: tuple[str, tuple[StepResult, ...]] = ("", ())

    @property
    def operations(self) -> frozenset[str]:
        """The operations that its steps call or wait for."""
        steps = self.workflow.steps
        return frozenset(name for s in steps for name in (s.operation, s.awaits.operation if s.awaits else s.operation))

    @property
    def open(self) -> bool:
        """Whether a run is under way, which any exchange may go on with or end."""
        return bool(self._open)

    @property
    def glance(self) -> tuple[str, Mark | None]:
        """What tells the exchanges with which a run may begin from most others: their sender, and their payload."""
        return self._asked[0].glance

    def begins(self, x: Reading) -> bool:
        """Whether a glance at `x` does not rule out that a run begins with it."""
        return self._inputs is not None and not x.from_product and self._asked[0].likely(x)

    def concerned(self, x: Reading) -> bool:
        """Whether `x` may begin, go on with or end a run, or has just ended one: others may still ask about it."""
        return bool(self._open) or x.operation_id == self.first or x.id == self._last[0]

    def forget(self) -> None:
        """Let go of what was read: another partition begins, and bodies are large."""
        self._open = []
        self._last, self._ended = (None, ()), ("", ())

    def feed(self, x: Reading) -> tuple[StepResult, ...]:
        """Return the steps that `x` completed; asking again about the same exchange gives the same answer."""
        last = self._last[0]
        if last != x.id:
            if last is not None and last.partition != x.id.partition:
                self._open = []
            self._last = (x.id, self._advance(x))
        return self._last[1]

    def finish(self, partition: str) -> tuple[StepResult, ...]:
        """Return what the end of the partition leaves undecided; asking again gives the same answer."""
        if self._ended[0] != partition:
            self._ended = (partition, tuple(self._left(walk) for walk in self._open))
            self._open = []
        return self._ended[1]

    def _advance(self, x: Reading) -> tuple[StepResult, ...]:
        if (x.silence in NOT_THEIRS and not x.from_product) or x.renewed or self._inputs is None:
            return ()  # it was sent again at once, or the workflow cannot be walked in this run
        if not self._open and not self._asked[0].likely(x):
            return ()
        if x.from_product:
            return next((r for walk in self._open if (r := self._arrived(walk, x))), ())
        for walk in self._open:
            if walk.waiting is None and self._fits(walk, x):
                return self._take(walk, x)
        if x.exchange.request.method not in SAFE:
            self._open = [walk for walk in self._open if not _touches(x, walk)]
        fresh = _Walk(self._inputs)
        if not self._fits(fresh, x):
            return ()
        self._open.append(fresh)
        dropped = (self._left(self._open.pop(0)),) if len(self._open) > MOST_WALKS else ()
        return (*dropped, *self._take(fresh, x))

    def _fits(self, walk: _Walk, x: Reading) -> bool:
        """Whether `x` is the next step of this run; if so, the run's inputs are bound by it."""
        bound = self._asked[walk.index].bound(x, walk.inputs, walk.outputs, self._seen)
        if bound is None:
            return False
        walk.inputs = bound
        return True

    def _take(self, walk: _Walk, x: Reading) -> tuple[StepResult, ...]:
        step = self.workflow.steps[walk.index]
        walk.cites = (*walk.cites, x.id)
        if x.status is None:
            self._open.remove(walk)
            return (StepResult(step=step.id, how="no-answer", x=x, cites=walk.cites, ended=True),)
        scope = walk.scope(x)
        broken = next((i for i, c in enumerate(step.criteria) if not c.holds(scope)), None)
        if broken is not None:
            return self._fail(walk, step, x, scope, broken)
        unseen = walk.failed.x if walk.failed is not None else None
        walk.failed = None
        walk.retries.pop(step.id, None)
        walk.outputs[step.id] = {name: r.resolve(scope) for name, r in step.outputs}
        if step.awaits is not None:
            walk.waiting = x
            return ()
        return self._go_on(walk, step, x, unseen)

    def _go_on(self, walk: _Walk, step: Step, x: Reading, unseen: Reading | None = None) -> tuple[StepResult, ...]:
        scope = walk.scope(x)
        action = next((a for a in step.on_success if all_hold(a.criteria, scope)), None)
        walk.index = self._order[action.step] if isinstance(action, Goto) else walk.index + 1
        ended = isinstance(action, End) or walk.index >= len(self.workflow.steps)
        if ended:
            self._open.remove(walk)
        since, walk.since = walk.since, x.answered_at
        return (StepResult(step=step.id, how="held", x=x, cites=walk.cites, ended=ended, since=since, unseen=unseen),)

    def _fail(self, walk: _Walk, step: Step, x: Reading, scope: Scope, broken: int) -> tuple[StepResult, ...]:
        cites = _leading(x.id, walk.cites)
        result = StepResult(
            step=step.id, how="failed", criterion=broken, x=x, cites=cites, after=walk.fell, since=walk.since
        )
        action = next((a for a in step.on_failure if all_hold(a.criteria, scope)), None)
        if isinstance(action, Retry) and walk.retries.get(step.id, 0) < action.limit:
            walk.retries[step.id] = walk.retries.get(step.id, 0) + 1
            walk.failed = result
            walk.index = self._order[action.step] if action.step else walk.index
            return ()
        if isinstance(action, Goto):
            walk.failed = None
            walk.fell = walk.fell or step.id
            walk.index = self._order[action.step]
            return (result,)
        self._open.remove(walk)
        return (msgspec.structs.replace(result, ended=True),)

    def _arrived(self, walk: _Walk, x: Reading) -> tuple[StepResult, ...]:
        """Return the step that an inbound call completes, if this run waits for it."""
        before, step = walk.waiting, self.workflow.steps[walk.index]
        if before is None or step.awaits is None or x.operation_id != step.awaits.operation:
            return ()
        scope = walk.scope(x)
        late = x.sent_at > before.answered_at + int(step.awaits.within * 1_000_000) + MARGIN
        if late or not all_hold(step.awaits.criteria, scope):
            return ()
        walk.outputs[step.id] |= step.awaits.given(scope)
        walk.cites = (*walk.cites, x.id)
        walk.waiting = None
        return self._go_on(walk, step, before)

    def _left(self, walk: _Walk) -> StepResult:
        step = self.workflow.steps[min(walk.index, len(self.workflow.steps) - 1)]
        if walk.waiting is not None:
            return StepResult(step=step.id, how="no-call", x=walk.waiting, cites=walk.cites, ended=True)
        if walk.failed is not None:
            return msgspec.structs.replace(walk.failed, how="cut-off", ended=True)
        return StepResult(step=step.id, how="cut-off", x=None, cites=walk.cites, ended=True)


def _touches(x: Reading, walk: _Walk) -> bool:
    """Whether `x` acts on something that this run made: then it is another conversation, and this run is none."""
    ours = {value for outputs in walk.outputs.values() for value in outputs.values() if isinstance(value, str)}
    return any(value in ours for value in x.path_params.values())


def _leading(first: ExchangeId, cites: tuple[ExchangeId, ...]) -> tuple[ExchangeId, ...]:
    return (first, *(c for c in cites if c != first))
