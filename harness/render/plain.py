"""Says in plain words what the product can do, what it cannot do yet, and what was not shown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec

from harness.profile import ConformanceClass
from harness.render.report import Part
from harness.render.words import Line, Words
from harness.verdict import ClassResult, Decision, Outcome

MOST: Final = 12
"""Requirements that are not met and are named in the summary; the others are counted."""


class Plain(msgspec.Struct, frozen=True, kw_only=True):
    """Three lists of sentences; none of them is empty."""

    can: tuple[Line, ...]
    cannot: tuple[Line, ...]
    not_shown: tuple[Line, ...]


def plain(part: Part, words: Words) -> Plain:
    """Return the summary of one profile and role; it says nothing that the findings do not."""
    classes = {c.id: c for c in part.profile.classes}
    results = [(classes[c.id], c) for c in part.verdict.classes]
    can = [_can(about, c, words) for about, c in results if c.claimed and c.verdict is Decision.CONFORMS]
    not_shown = [line for about, c in results if (line := _not_shown(part, about, c, words))]
    not_shown += [words.line("summary.role", role=role, count=n) for role, n in part.untested_elsewhere().items()]
    return Plain(
        can=tuple(can) or (words.line("summary.can_nothing"),),
        cannot=tuple(_cannot(part, words)),
        not_shown=tuple(not_shown) or (words.line("summary.none_not_shown"),),
    )


def _can(about: ConformanceClass, result: ClassResult, words: Words) -> Line:
    met = result.must[Outcome.CONFORMS.value]
    return words.line("summary.can_class" if met else "summary.can_advice", title=about.title, met=met)


def _cannot(part: Part, words: Words) -> Iterator[Line]:
    broken = [r for r, f in part.rows() if f.outcome is Outcome.VIOLATES and part.decides(r)]
    yield from (words.line("summary.cannot_line", statement=r.statement) for r in broken[:MOST])
    if len(broken) > MOST:
        yield words.line("summary.cannot_more", more=len(broken) - MOST)
    if not broken:
        yield words.line("summary.cannot_nothing")


def _not_shown(part: Part, about: ConformanceClass, result: ClassResult, words: Words) -> Line | None:
    """Return why a class is not shown; None where it is."""
    if not result.claimed:
        return words.line("summary.unclaimed_class", title=about.title)
    if result.verdict is Decision.CONFORMS:
        return None
    mine = (f for r, f in part.rows() if r.class_ == about.id and part.decides(r))
    if any(f.outcome is Outcome.FAULT for f in mine):
        return words.line("summary.ours", title=about.title)
    if result.verdict is Decision.VIOLATES:
        return words.line("summary.broken_class", title=about.title)
    if not result.whole:
        return words.line("summary.part_class", title=about.title)
    open_ = sum(result.must[o.value] for o in (Outcome.INCONCLUSIVE, Outcome.NOT_TESTED))
    asked = sum(result.must.values())
    if not asked:
        return words.line("summary.advice_class", title=about.title)
    if result.must[Outcome.NOT_APPLICABLE.value] == asked:
        return words.line("summary.idle_class", title=about.title, asked=asked)
    if not open_:
        return words.line("summary.part_class", title=about.title)
    return words.line("summary.open_class", title=about.title, open=open_, asked=asked)
