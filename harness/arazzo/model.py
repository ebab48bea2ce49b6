"""Holds workflows as Arazzo 1.0.1 describes them, parsed, linked and ready to walk.

Five extensions are ours. On a step, `x-hallmark-await` names an inbound call that must follow the step's request,
`x-hallmark-identity` names the credential that the request is sent with, and `x-hallmark-stimulus` what the product is
made to do afterwards. On a workflow, `x-hallmark-listen` says how the product's calls are answered meanwhile.
`x-hallmark-outputs` names further outputs, which a JSONPath query selects.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

import msgspec

from harness.expression import MISSING, Criterion, Reference, Scope, Template

OWN = "own-agency"
"""The identity of a step that names none: the product's own declared credential."""

Outputs: TypeAlias = tuple[tuple[str, Reference], ...]
"""Names and the expressions that give their values, in the document's order."""


class Info(msgspec.Struct, frozen=True, kw_only=True):
    """Info Object."""

    title: str
    version: str
    summary: str = ""
    description: str = ""


class SourceDescription(msgspec.Struct, frozen=True, kw_only=True):
    """Source Description Object: an API description that the steps' operations come from."""

    name: str
    url: str
    type: str = "openapi"


class Parameter(msgspec.Struct, frozen=True, kw_only=True):
    """Parameter Object, its value as a template."""

    name: str
    location: str
    """`in`: path, query, header or cookie."""
    value: Template


class RequestBody(msgspec.Struct, frozen=True, kw_only=True):
    """Request Body Object, its replacements already made."""

    payload: Template
    content_type: str = ""
    """Empty: as the operation says."""


class End(msgspec.Struct, frozen=True, kw_only=True):
    """The workflow ends here, successfully or not as the step did."""

    name: str
    criteria: tuple[Criterion, ...] = ()


class Goto(msgspec.Struct, frozen=True, kw_only=True):
    """The workflow goes on at another of its steps."""

    name: str
    step: str
    criteria: tuple[Criterion, ...] = ()


class Retry(msgspec.Struct, frozen=True, kw_only=True):
    """The failed step is tried again, after the step `step` has been done if one is named."""

    name: str
    after: float
    """Seconds to wait; a Retry-After header in the reply SHOULD overrule it."""
    limit: int
    """Most further attempts."""
    step: str = ""
    criteria: tuple[Criterion, ...] = ()


SuccessAction: TypeAlias = End | Goto
FailureAction: TypeAlias = End | Goto | Retry


class Await(msgspec.Struct, frozen=True, kw_only=True):
    """`x-hallmark-await`: an inbound call of `operation` is to arrive within so many seconds of the step's reply.

    Its criteria and outputs speak of the inbound call: `$request` is what was received, `$response` what was answered.
    """

    operation: str
    within: float
    criteria: tuple[Criterion, ...] = ()
    outputs: tuple[tuple[str, tuple[Reference, ...]], ...] = ()
    """Several expressions for one name: the first that names something, as where a call may come wrapped or not."""

    def given(self, scope: Scope) -> dict[str, object]:
        """Return the outputs that an inbound call gives."""
        return {name: _first(found.resolve(scope) for found in either) for name, either in self.outputs}


def _first(values: Iterable[object]) -> object:
    return next((value for value in values if value is not MISSING), MISSING)


class Stimulus(msgspec.Struct, frozen=True, kw_only=True):
    """`x-hallmark-stimulus`: the product is made to act once the step has succeeded, and its calls are waited for.

    What comes of it is for rules to see; a product that never calls fails no step by it.
    """

    name: str
    """A key of the profile's stimuli."""
    calls: int = 1
    """How many calls are waited for; -1: one, and as many again as the schedule has gaps."""
    quiet: bool = False
    """Whether it is then waited, for the time of the next gap and half as much, that nothing more comes."""
    leave: bool = False
    """Whether it is waited first that the product asks for leave to call, by OPTIONS."""
    schedule: str = ""
    """The fixture that lists the product's gaps between attempts, in seconds; it says how long is waited."""


class Listen(msgspec.Struct, frozen=True, kw_only=True):
    """`x-hallmark-listen`: what is said to the product's calls while the workflow is walked."""

    answers: tuple[str, ...] = ()
    """To the first POST, the second and so on, the last to all further ones: a status (`503`), one with Retry-After in
    seconds (`429:2`, or `429:longer`: half as long again as the first gap of the schedule by which the product acts
    then), a redirect to another path (`302`) or to another host of ours (`307:away`), or `reset`. None
    given: 204."""
    permission: bool = True
    """Whether OPTIONS is answered with leave to call (CloudEvents HTTP Web Hooks section 4)."""
    granted_at: str = ""
    """How paths end at which leave is given all the same; that these are called shows that others were left alone."""
    taken_at: str = ""
    """How paths end at which every call is taken, whatever `answers` say; that these are called shows that something
    happened of which the others were to be told. They count for none of `answers`."""


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """Step Object: one call of one operation."""

    id: str
    operation: str
    """operationId, without the name of its source."""
    source: str = ""
    """Name of the source description, if the document has several."""
    description: str = ""
    parameters: tuple[Parameter, ...] = ()
    """The workflow's parameters included; the step's own override them by name and location."""
    body: RequestBody | None = None
    criteria: tuple[Criterion, ...] = ()
    """successCriteria: all must hold. A step without any succeeds with any reply."""
    on_success: tuple[SuccessAction, ...] = ()
    """The first whose criteria hold is taken; without any the next step follows. The workflow's own come last."""
    on_failure: tuple[FailureAction, ...] = ()
    """The first whose criteria hold is taken; without any the workflow ends, failed. The workflow's own come last."""
    outputs: Outputs = ()
    awaits: Await | None = None
    identity: str = OWN
    stimulus: Stimulus | None = None


class Workflow(msgspec.Struct, frozen=True, kw_only=True):
    """Workflow Object."""

    id: str
    steps: tuple[Step, ...]
    summary: str = ""
    description: str = ""
    inputs: Mapping[str, object] = {}
    """JSON Schema of the inputs, a reference into the components resolved; empty: no inputs."""
    depends_on: tuple[str, ...] = ()
    """Workflows of the same document that must be completed before."""
    outputs: Outputs = ()
    listen: Listen | None = None

    def step(self, id: str) -> Step:
        """The step of this name; KeyError if there is none, which a parsed workflow's own references never meet."""
        for step in self.steps:
            if step.id == id:
                return step
        raise KeyError(id)


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """Arazzo Specification Object."""

    info: Info
    sources: tuple[SourceDescription, ...]
    workflows: tuple[Workflow, ...]
