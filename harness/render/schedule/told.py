"""Words a profile for a specification: what the supplier shall provide, and a clause for each requirement."""

from __future__ import annotations

import msgspec

from harness.compare.score import weighs
from harness.profile import ConformanceClass, NotTested, Profile, Requirement
from harness.render.inert import one_line
from harness.render.words import Words, words


class Clause(msgspec.Struct, frozen=True, kw_only=True):
    """One requirement as a specification has it."""

    id: str
    level: str
    text: str
    """The words to paste."""
    shown: str
    """How a supplier shows it."""
    source: str
    """Who asks for it, and where."""
    why: str


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """One conformance class."""

    id: str
    title: str
    explain: str
    clauses: tuple[Clause, ...]


class Schedule(msgspec.Struct, frozen=True, kw_only=True):
    """A whole schedule, as plain texts."""

    title: str
    intro: tuple[str, ...]
    """What to put before the clauses, a paragraph each."""
    notices: tuple[str, ...]
    """What the profile does not claim; a buyer must not claim it either."""
    groups: tuple[Group, ...]
    heads: tuple[str, ...]
    notice_title: str


def schedule(profile: Profile, role: str, classes: tuple[str, ...], rulebook: str) -> Schedule:
    """Return the schedule of some classes of a role, of all where none is named."""
    said = words()
    title = next((r.title for r in profile.roles if r.id == role), role)
    chosen = [c for c in profile.classes if (c.id in classes or not classes) and _of(profile, role, c)]
    values = {"profile": profile.name, "digest": profile.digest, "rulebook": rulebook, "role": title}
    testable = profile.testable_classes(role)
    values |= {
        "classes": ", ".join(c.id for c in chosen if c.id in testable),
        "title": profile.title,
        "publisher": profile.publisher,
        "owner": profile.owner or profile.publisher,
    }
    keys = ("purpose", "provide", "verified", "repeat", "levels", "equal", "words")
    return Schedule(
        title=one_line(said("schedule.title", **values)),
        intro=tuple(one_line(said(f"schedule.{key}", **values)) for key in keys),
        notices=tuple(map(one_line, profile.notice)),
        groups=tuple(_group(profile, role, c, said) for c in chosen),
        heads=tuple(said(f"schedule.{key}") for key in ("id", "level", "text", "shown", "source", "why")),
        notice_title=said("schedule.notice"),
    )


def _of(profile: Profile, role: str, class_: ConformanceClass) -> list[Requirement]:
    return sorted((r for r in profile.of_role(role) if r.class_ == class_.id), key=lambda r: r.id)


def _group(profile: Profile, role: str, class_: ConformanceClass, said: Words) -> Group:
    return Group(
        id=class_.id,
        title=one_line(class_.title),
        explain=one_line(class_.explain.strip()),
        clauses=tuple(_clause(profile, r, said) for r in _of(profile, role, class_)),
    )


def _clause(profile: Profile, r: Requirement, said: Words) -> Clause:
    publication = profile.sources[r.source.ref]
    where = f"{publication.title}, {r.source.clause}" if r.source.clause else publication.title
    return Clause(
        id=r.id,
        level=r.level.value,
        text=one_line(said(f"schedule.clause.{r.level.value}", id=r.id, statement=" ".join(r.statement.split()))),
        shown=one_line(_shown(r, said)),
        source=one_line(f"{r.basis.value.capitalize()}: {where}"),
        why=one_line(" ".join(r.explain.split())),
    )


def _shown(r: Requirement, said: Words) -> str:
    if isinstance(r.rule, NotTested):
        return said("schedule.untested", reason=" ".join(r.rule.reason.split()))
    key = "schedule.evidence" if weighs(r) is not None else "schedule.optional"
    return said(key, rule=r.rule.rule, cases=r.effort.probes)
