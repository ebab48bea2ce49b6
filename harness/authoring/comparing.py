"""Compares two versions of a profile: what a supplier who was certified on the one must do for the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from harness.contract.changes import changed_operations
from harness.loading import Bundle
from harness.profile import Level, NotTested, Requirement
from harness.touching import named


class Todo(StrEnum):
    """What follows from a change, the least first."""

    NOTHING = "nothing"
    JUDGE = "judge again"
    """The evidence that there is suffices: `hallmark judge RUN --profile B`."""
    GATHER = "gather again"
    """What must be seen was not asked for."""


ORDER: Final = tuple(Todo)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One requirement that is not the same in both."""

    requirement: str
    role: str
    class_: str
    """That of the later version, or of the earlier one where it is gone."""
    level: str
    what: tuple[str, ...]
    """What changed, in words."""
    todo: Todo


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What becomes of a certificate for one class and role."""

    role: str
    class_: str
    todo: Todo
    """NOTHING: it says as much as one of the later version would."""
    requirements: tuple[str, ...]
    """Those that must be shown or judged again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two profiles laid beside each other."""

    before: str
    after: str
    changed: tuple[Changed, ...]
    fates: tuple[Fate, ...]


def compare(before: Bundle, after: Bundle) -> Comparison:
    """Return what changed from `before` to `after`, by requirement and by class of each role."""
    changed = tuple(_changes(before, after))
    return Comparison(
        before=before.profile.name,
        after=after.profile.name,
        changed=changed,
        fates=tuple(_fates(before, after, changed)),
    )


def _changes(before: Bundle, after: Bundle) -> Iterator[Changed]:
    touched = changed_operations(before.contract, after.contract)
    old = {r.id: r for r in before.profile.requirements}
    for r in after.profile.requirements:
        was = old.pop(r.id, None)
        told = list(_added(r)) if was is None else list(_differences(was, r, before, after, touched))
        if told:
            yield _changed(r, told)
    for r in old.values():
        yield _changed(r, [("it is asked no longer", Todo.NOTHING)])


def _changed(r: Requirement, told: list[tuple[str, Todo]]) -> Changed:
    most = max((todo for _, todo in told), key=ORDER.index)
    what = tuple(words for words, _ in told)
    return Changed(requirement=r.id, role=r.role, class_=r.class_, level=r.level.value, what=what, todo=most)


def _added(r: Requirement) -> Iterator[tuple[str, Todo]]:
    if isinstance(r.rule, NotTested):
        yield "it is new, and nothing tests it", Todo.NOTHING
    else:
        yield "it is new", Todo.GATHER


def _differences(
    was: Requirement, now: Requirement, before: Bundle, after: Bundle, touched: frozenset[str]
) -> Iterator[tuple[str, Todo]]:
    if any(getattr(was, name) != getattr(now, name) for name in ("statement", "explain", "source", "basis")):
        yield "its words or its source", Todo.NOTHING
    untested = isinstance(now.rule, NotTested)
    if (was.class_, was.role) != (now.class_, now.role):
        # Whoever claims this class need not have claimed the other, and so was not asked.
        yield f"it was of the class {was.class_}, role {was.role}", Todo.NOTHING if untested else Todo.GATHER
    if was.level is not now.level:
        raised = tuple(Level).index(now.level) < tuple(Level).index(was.level)
        yield (
            f"it was {was.level.value} and is {now.level.value}",
            Todo.JUDGE if raised and not untested else Todo.NOTHING,
        )
    if isinstance(now.rule, NotTested):
        if not isinstance(was.rule, NotTested):
            yield "nothing tests it any longer", Todo.NOTHING
        return
    if isinstance(was.rule, NotTested):
        yield "nothing tested it, and now something does", Todo.GATHER
        return
    if (was.rule, was.applies) != (now.rule, now.applies):
        yield "what it is judged by", Todo.JUDGE
    yield from _tried(was, now)
    for name in _workflows(now):
        if before.workflows.get(name) != after.workflows.get(name):
            yield f"the workflow {name}", Todo.GATHER
    operations = sorted(touched.intersection(named(now, after.workflows, after.contract)))
    if operations:
        yield f"the description of {', '.join(operations)}", Todo.GATHER


def _tried(was: Requirement, now: Requirement) -> Iterator[tuple[str, Todo]]:
    if was.probes != now.probes or set(was.needs) != set(now.needs):
        yield "what is done to the product for it", Todo.GATHER
    if now.effort.probes > was.effort.probes or now.effort.cases > was.effort.cases:
        yield "more must be tried before it is shown", Todo.GATHER
    elif was.effort != now.effort:
        yield "less must be tried before it is shown", Todo.JUDGE


def _workflows(r: Requirement) -> set[str]:
    return {name for probe in r.probes for name in (probe.workflow, str(probe.with_.get("setup", ""))) if name}


def _fates(before: Bundle, after: Bundle, changed: tuple[Changed, ...]) -> Iterator[Fate]:
    """Yield what becomes of each class of each role that the earlier version could test."""
    classes = {c.id for c in after.profile.classes}
    for role in before.profile.roles:
        for name in before.profile.testable_classes(role.id):
            mine = [c for c in changed if (c.role, c.class_) == (role.id, name) and c.todo is not Todo.NOTHING]
            gone = name not in classes
            todo = max((c.todo for c in mine), key=ORDER.index, default=Todo.GATHER if gone else Todo.NOTHING)
            yield Fate(role=role.id, class_=name, todo=todo, requirements=tuple(c.requirement for c in mine))
