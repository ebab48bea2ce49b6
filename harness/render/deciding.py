"""Says which part of an exchange decides: what the reason names, and what the criterion of a step speaks of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from harness.arazzo import Step, Workflow
from harness.expression import Criterion, format_pointer
from harness.verdict import Because


class Deciding(msgspec.Struct, frozen=True, kw_only=True):
    """The parts to mark."""

    status: bool = False
    """The status line of the reply."""
    headers: frozenset[str] = frozenset()
    """Fields of the reply, in lower case."""
    pointers: tuple[str, ...] = ()
    """Places in the reply's JSON (RFC 6901)."""
    request_line: bool = False
    request_headers: frozenset[str] = frozenset()
    request_pointers: tuple[str, ...] = ()
    offset: int = -1
    """A place in the bytes of the reply's content; -1 for none."""


NOTHING: Final = Deciding()
"""Marks nothing."""


_CONTENT_TYPE: Final = {"headers": frozenset({"content-type"})}
FIELDS: Final[Mapping[str, dict[str, frozenset[str]]]] = {
    "media-type": _CONTENT_TYPE,
    "undocumented-media-type": _CONTENT_TYPE,
    "charset": _CONTENT_TYPE,
    "not-a-problem": _CONTENT_TYPE,
    "allow-incomplete": {"headers": frozenset({"allow"})},
    "stale-write-accepted": {"request_headers": frozenset({"if-match"})},
    "current-write-refused": {"request_headers": frozenset({"if-match"})},
    "not-negotiated": {"request_headers": frozenset({"accept", "content-type"})},
    "credential-accepted": {"request_headers": frozenset({"authorization"})},
    "seen-by-a-stranger": {"request_headers": frozenset({"authorization"})},
}
"""Header fields that a reason speaks of without naming them."""
STATUS_TOO: Final = frozenset({"no-challenge", "head-with-content", "call-never-came", "leak"})
"""Reasons that are about an answer as a whole."""
ASKED: Final = frozenset({"method-not-refused", "head-refused", "head-with-content", "too-slow"})
"""Reasons for which the line of the request matters."""


def deciding(because: Because, workflows: Mapping[str, Workflow]) -> Deciding:
    """Return the parts that `because` rests on; where it says nothing, the status line."""
    criterion = criterion_of(because, workflows)
    if criterion is not None:
        return _by_criterion(criterion)
    params, code = because.params, because.code
    pointer, offset = params.get("pointer"), params.get("offset")
    header = str(params.get("header", "")).lower()
    fields = FIELDS.get(code, {})
    found = Deciding(
        headers=fields.get("headers", frozenset()) | ({header} if header else frozenset()),
        pointers=(pointer,) if isinstance(pointer, str) else ("/status",) if code == "problem-status" else (),
        request_line=code in ASKED,
        request_headers=fields.get("request_headers", frozenset()),
        offset=offset if isinstance(offset, int) else -1,
    )
    named = found.headers or found.pointers or found.offset >= 0
    return msgspec.structs.replace(found, status=not named or code in STATUS_TOO or code == "problem-status")


def criterion_of(because: Because, workflows: Mapping[str, Workflow]) -> Criterion | None:
    """Return the success criterion that failed, where the reason is a failed step of a workflow that is at hand."""
    step, index = _step(because, workflows), because.params.get("criterion", -1)
    if step is None or not isinstance(index, int):
        return None
    return step.criteria[index] if 0 <= index < len(step.criteria) else None


def said_of(because: Because, workflows: Mapping[str, Workflow]) -> str:
    """Return what the step that failed asks for in the words of the profile (`description`); '' where it has none."""
    step = _step(because, workflows)
    return step.description.strip().rstrip(".") if step is not None else ""


def _step(because: Because, workflows: Mapping[str, Workflow]) -> Step | None:
    workflow = workflows.get(str(because.params.get("workflow", "")))
    if because.code != "step-failed" or workflow is None:
        return None
    return next((s for s in workflow.steps if s.id == because.params.get("step")), None)


def _by_criterion(criterion: Criterion) -> Deciding:
    status, headers, pointers = False, set[str](), list[str]()
    for reference in criterion.references:
        if reference.root == "statusCode":
            status = True
        elif reference.root == "response" and reference.path[:1] == ("header",):
            headers.add(".".join(reference.path[1:]).lower())
        elif reference.root == "response" and reference.path[:1] == ("body",):
            pointers.append(format_pointer(reference.pointer))
    named = status or headers or pointers
    return Deciding(status=not named or status, headers=frozenset(headers), pointers=tuple(pointers))
