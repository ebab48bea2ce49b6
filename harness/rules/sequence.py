"""`sequence/1`: named steps of a workflow come out as the profile says (Arazzo 1.0.1, success criteria)."""

from __future__ import annotations

import re
from collections.abc import Hashable
from typing import Any, Final

import msgspec

from harness.contract import Problem
from harness.errors import ProfileError
from harness.fit import suggest
from harness.reading import Reading
from harness.rules import base
from harness.verdict import Because
from harness.walks import StepResult, Walks

REFUSED: Final = "refused-right-request/"
_OF_FIELDS: Final = "$response.header"
_SUCCESS: Final = re.compile(r"\$statusCode == 2[0-9]{2}(?: \|\| \$statusCode == 2[0-9]{2})*")


class Params(base.Params, frozen=True, kw_only=True):
    """Which steps of which workflow show the requirement."""

    workflow: str
    steps: tuple[str, ...]
    within: int = 0
    """How many seconds after the answer to the step before it each of the steps must hold; 0 asks for no time."""


class Watch:
    """Follows the runs of the workflow; a step that another one kept from being reached is unsure."""

    scope: base.Scope = "partition"

    def __init__(self, params: Params, world: base.World) -> None:
        self.walks = _walks(params, world)
        self.operations: frozenset[str] | None = self.walks.operations
        self.least = len(params.steps)
        self._steps = params.steps
        self._within = params.within * 1_000_000
        self._before = _before(self.walks, params.steps)
        self._waited = world.finished and "inbound" not in world.context.unavailable

    def select(self, x: Reading) -> Hashable | None:
        """One key a partition: runs do not cross it."""
        return x.id.partition if self.walks.concerned(x) else None

    def step(self, state: Any, x: Reading) -> tuple[Any, tuple[base.Sign, ...]]:
        """Give what the steps that `x` completed show."""
        return True, tuple(s for r in self.walks.feed(x) if (s := self._sign(r)) is not None)

    def conclude(self, key: Hashable, state: Any) -> tuple[base.Sign, ...]:
        """Give what the end of the partition leaves open."""
        return tuple(s for r in self.walks.finish(str(key)) if (s := self._sign(r)) is not None)

    def _sign(self, result: StepResult) -> base.Sign | None:
        if result.step in self._steps:
            return self._decided(result)
        if result.ended and result.how in ("failed", "no-answer", "no-call") and result.step in self._before:
            busy = result.x is not None and base.busy(result.x)
            return base.Unsure(because=_because(result, "blocked"), cites=result.cites, blocks=not busy)
        return None

    def _decided(self, result: StepResult) -> base.Sign | None:
        if result.how == "held":
            return self._held(result)
        if result.x is None:
            return None  # a conversation that never came this far was another one
        if result.how == "no-call" and self._waited:
            return base.broke(result.x, "call-never-came", cites=result.cites, **self._where(result))
        if result.how == "failed":
            if base.busy(result.x) or (result.x.status == 404 and result.x.may_split):
                return base.hidden(result.x)  # what the path was is not told
            if self._early(result, result.x):
                return self._untold(result)
            return self._failed(result, result.x)
        return base.Unsure(because=_because(result, result.how), cites=result.cites)

    def _failed(self, result: StepResult, x: Reading) -> base.Broke:
        cause = self._of_content(result, x) or _cause(self.walks.workflow.id, result, x)
        return base.broke(
            x,
            "step-failed",
            cause=cause,
            # That a wrong request gets the same status has another cause: this one would be left when that is mended.
            own=cause.startswith(REFUSED) and self._asks_success(result),
            cites=result.cites,
            criterion=result.criterion,
            status=x.status,
            **self._where(result),
        )

    def _of_content(self, result: StepResult, x: Reading) -> str:
        """Return the cause of a success that holds nothing of what is described: `schema/1` names the same."""
        step = next(step for step in self.walks.workflow.steps if step.id == result.step)
        asked = step.criteria[result.criterion].text if result.criterion >= 0 else ""
        problem = None if _OF_FIELDS in asked else hollow(x)
        return f"schema/{problem.schema_pointer}" if problem is not None else ""

    def _held(self, result: StepResult) -> base.Sign:
        """Having held shows the step; in time if answered by then, late if a look after it failed."""
        x, unseen = result.x, result.unseen
        if self._within and x is not None and result.since and x.answered_at > result.since + self._within:
            if unseen is None or self._early(result, unseen):
                return self._untold(result)
            cause = _cause(self.walks.workflow.id, result, unseen)
            where = {"seconds": self._within // 1_000_000} | self._where(result)
            return base.broke(unseen, "step-late", cause=cause, cites=(unseen.id, *result.cites), **where)
        return _held(result)

    def _early(self, result: StepResult, x: Reading) -> bool:
        """Whether this was asked while there still was time: that it was not there yet shows nothing."""
        return bool(self._within) and x.sent_at < result.since + self._within

    def _untold(self, result: StepResult) -> base.Unsure:
        params = {"seconds": self._within // 1_000_000} | self._where(result)
        return base.Unsure(because=Because(code="not-looked-in-time", params=params), cites=result.cites)

    def _asks_success(self, result: StepResult) -> bool:
        step = next(step for step in self.walks.workflow.steps if step.id == result.step)
        return result.criterion >= 0 and _SUCCESS.fullmatch(step.criteria[result.criterion].text) is not None

    def _where(self, result: StepResult) -> dict[str, Any]:
        return {"workflow": self.walks.workflow.id, "step": result.step}


def _held(result: StepResult) -> base.Passed:
    if result.x is None:
        return base.Passed(result.cites)
    return msgspec.structs.replace(base.passed_if_there(result.x), cites=result.cites)


def hollow(x: Reading) -> Problem | None:
    """Return what is wrong with a success whose content is of another type than described, or has no member at all.

    What is wrong with something that is there at least is a matter of its own, whatever else is asked of it.
    """
    if x.from_product or x.status is None or not 200 <= x.status < 300 or not x.has_reply_schema:
        return None
    problem = next((p for p in x.reply_problems if p.part == "body"), None)
    return problem if problem is not None and (not problem.pointer or x.reply_json == {}) else None


def _cause(workflow: str, result: StepResult, x: Reading) -> str:
    """Name the root cause: a right request refused is one everywhere, and what failed before brings the rest down."""
    if x.status in (400, 422) and x.request_is_valid and not result.after:
        return f"{REFUSED}{x.operation_id}"
    return f"step/{workflow}/{result.after or result.step}"


def _because(result: StepResult, code: str) -> Because:
    why = result.x.silence if result.x is not None else ""
    return Because(code=code, params={"step": result.step, "how": result.how, "why": why})


def _before(walks: Walks, steps: tuple[str, ...]) -> frozenset[str]:
    """Return the steps that must be gone through to reach the last of `steps`."""
    order = [s.id for s in walks.workflow.steps]
    return frozenset(order[: max(order.index(s) for s in steps)])


def _walks(params: Params, world: base.World) -> Walks:
    workflow = world.workflows.get(params.workflow)
    if workflow is None:
        raise ProfileError(
            f"sequence/1: no workflow {params.workflow!r}", hint=suggest(params.workflow, list(world.workflows))
        )
    unknown = [s for s in params.steps if s not in {step.id for step in workflow.steps}]
    if unknown or not params.steps:
        hint = suggest((*unknown, "")[0], [step.id for step in workflow.steps])
        missing = ", ".join(unknown) or "(none)"
        raise ProfileError(f"sequence/1: workflow {params.workflow!r} has no step {missing}", hint=hint)
    if params.within < 0 or (params.within and workflow.steps[0].id in params.steps):
        raise ProfileError("sequence/1: within counts seconds from the step before; the first step has none before it")
    walks = world.walks.get(params.workflow)
    if walks is None:
        walks = world.walks[params.workflow] = Walks(workflow, world.context.fixtures, world.seen)
    return walks


KIND = base.RuleKind("sequence/1", Params, Watch)
