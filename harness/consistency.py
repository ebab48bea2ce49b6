"""Holds what no type can hold of a profile's files: that what they name is there, once, and would be tried."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Final, TypeAlias

from harness.fit import nearest
from harness.profile import ALL
from harness.profilefile import ProfileFile, RequirementEntry

Placed: TypeAlias = tuple[RequirementEntry, str]
"""A requirement and its `file:line`."""
_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}(?:/[A-Za-z0-9][A-Za-z0-9._-]{0,79}){0,2}")
"""A requirement's id names a folder of examples, on every system, and is typed by people."""
_PROFILE: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")
_VERSION: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+-]{0,40}")


def inconsistencies(
    raw: ProfileFile, placed: tuple[Placed, ...], workflows: Collection[str], operations: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Yield a message and `file:line` for each requirement that cannot be as it is written, its first reason only.

    `workflows` and `operations` are the names that scenarios and description have.
    """
    seen: dict[str, str] = {}
    for r, at in placed:
        wrong = (
            _id(r.id, seen.get(r.id.lower()))
            or _entry(r, raw)
            or _probes(r, workflows, {ALL, *operations})
            or _stimuli(r, raw)
            or _needs(r, raw.fixtures)
        )
        seen.setdefault(r.id.lower(), r.id)
        if wrong:
            yield wrong, at


def undeliverable(raw: ProfileFile, operations: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield a message and the key for an operation that deliveries name and the description does not have."""
    for member in ("subscribe", "retrieve") if raw.deliveries is not None else ():
        name = getattr(raw.deliveries, member)
        if name not in operations:
            yield f"there is no operation {name!r}", f"/deliveries/{member}"


def misnamed(raw: ProfileFile) -> Iterator[tuple[str, str]]:
    """Yield a message and the key for an identity that cannot name a folder, an address and a certificate alike."""
    if not _PROFILE.fullmatch(raw.id):
        yield f"the id {raw.id!a} is not of small letters, digits and hyphens", "/id"
    if not _VERSION.fullmatch(raw.version):
        yield f"the version {raw.version!a} is not of letters, digits, full stops, hyphens and plus signs", "/version"


def _id(id_: str, before: str | None) -> str:
    if not _ID.fullmatch(id_):
        return f"the id {id_!a} is not of letters, digits, hyphens and full stops, in up to three parts with / between"
    if before == id_:
        return f"the id {id_} is used twice"
    return f"the ids {before} and {id_} differ in capital letters alone" if before else ""


def _entry(r: RequirementEntry, raw: ProfileFile) -> str:
    classes, roles = {c.id for c in raw.classes}, {role.id for role in raw.roles}
    for kind, name, known in (
        ("class", r.class_, classes),
        ("role", r.role, roles),
        ("source", r.source.ref, raw.sources),
    ):
        if name not in known:
            return _not_there(r, kind, name, known)
    if bool(r.rule) == bool(r.not_tested):
        return f"{r.id}: a requirement has either a rule or a reason in not_tested"
    if isinstance(r.applies, str) and r.applies != "always":
        return f"{r.id}: applies is `always` or a rule call"
    if r.rule and not r.probes:
        return f"{r.id}: nothing would be sent for it; name at least one probe"
    return ""


def _not_there(r: RequirementEntry, kind: str, name: str, known: Iterable[str]) -> str:
    return f"{r.id}: there is no {kind} {name!r}. {nearest(name, known)}".removesuffix(". ")


def _probes(r: RequirementEntry, workflows: Collection[str], operations: Collection[str]) -> str:
    for probe in r.probes:
        for workflow in filter(None, (probe.workflow, probe.with_.get("setup", ""))):
            if workflow not in workflows:
                return _not_there(r, "workflow", workflow, workflows)
        for operation in (*probe.examples, *probe.fuzz, *probe.operations):
            if operation not in operations:
                return _not_there(r, "operation", operation, operations)
    return ""


def _stimuli(r: RequirementEntry, raw: ProfileFile) -> str:
    for probe in r.probes:
        for stimulus in probe.stimuli:
            if stimulus not in raw.stimuli:
                return _not_there(r, "stimulus", stimulus, raw.stimuli)
        for question in probe.with_.get("ask", ()) if probe.stimuli else ():
            if question not in raw.questions:
                return _not_there(r, "question", question, raw.questions)
        for name, said in probe.with_.get("partners", {}).items() if probe.stimuli else ():
            if not isinstance(said, dict) or not said.get("agency") or said.keys() - {"agency", "faults"}:
                return f"{r.id}: the partner {name!r} is an agency, and may have faults"
        if probe.with_.get("events") and raw.deliveries is None:
            return f"{r.id}: events are delivered as `deliveries` says, which the profile does not have"
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
