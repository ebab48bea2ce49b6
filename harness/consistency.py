"""Holds what no type can hold of a profile's files: that what they name is there, once, and would be tried."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TypeAlias

from harness.profile import ALL
from harness.profilefile import ProfileFile, RequirementEntry

Placed: TypeAlias = tuple[RequirementEntry, str]
"""A requirement and its `file:line`."""


def inconsistencies(
    raw: ProfileFile, placed: tuple[Placed, ...], workflows: Collection[str], operations: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Yield a message and `file:line` for each requirement that cannot be as it is written, its first reason only.

    `workflows` and `operations` are the names that scenarios and description have.
    """
    seen = set[str]()
    for r, at in placed:
        wrong = (
            f"the id {r.id} is used twice"
            if r.id in seen
            else _entry(r, raw)
            or _probes(r, workflows, {ALL, *operations})
            or _stimuli(r, raw)
            or _needs(r, raw.fixtures)
        )
        seen.add(r.id)
        if wrong:
            yield wrong, at


def _entry(r: RequirementEntry, raw: ProfileFile) -> str:
    if r.class_ not in {c.id for c in raw.classes}:
        return f"{r.id}: there is no class {r.class_!r}"
    if r.role not in {role.id for role in raw.roles}:
        return f"{r.id}: there is no role {r.role!r}"
    if r.source.ref not in raw.sources:
        return f"{r.id}: there is no source {r.source.ref!r}"
    if bool(r.rule) == bool(r.not_tested):
        return f"{r.id}: a requirement has either a rule or a reason in not_tested"
    if isinstance(r.applies, str) and r.applies != "always":
        return f"{r.id}: applies is `always` or a rule call"
    if r.rule and not r.probes:
        return f"{r.id}: nothing would be sent for it; name at least one probe"
    return ""


def _probes(r: RequirementEntry, workflows: Collection[str], operations: Collection[str]) -> str:
    for probe in r.probes:
        for workflow in filter(None, (probe.workflow, probe.with_.get("setup", ""))):
            if workflow not in workflows:
                return f"{r.id}: there is no workflow {workflow!r}"
        for operation in (*probe.examples, *probe.fuzz, *probe.operations):
            if operation not in operations:
                return f"{r.id}: there is no operation {operation!r}"
    return ""


def _stimuli(r: RequirementEntry, raw: ProfileFile) -> str:
    for probe in r.probes:
        for stimulus in probe.stimuli:
            if stimulus not in raw.stimuli:
                return f"{r.id}: there is no stimulus {stimulus!r}"
        for question in probe.with_.get("ask", ()) if probe.stimuli else ():
            if question not in raw.questions:
                return f"{r.id}: there is no question {question!r}"
        if probe.stimuli and not any(role.id == r.role and role.partner for role in raw.roles):
            return f"{r.id}: stimuli are for a role that has a partner"
    return ""


def _needs(r: RequirementEntry, fixtures: Collection[str]) -> str:
    for need in r.needs:
        kind, colon, name = need.partition(":")
        if kind == "fixture" and name not in fixtures:
            return f"{r.id}: needs {need!r}, and the profile has no fixture {name!r}"
        if not (kind in ("fixture", "identity") and colon and name) and need not in ("inbound", "write"):
            return f"{r.id}: {need!r} is no need; write inbound, write, identity:<name> or fixture:<name>"
    return ""
