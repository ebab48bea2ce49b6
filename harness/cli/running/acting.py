"""Lists what a product that calls others will be made to do, and by whom, before a run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from harness.declaration import Way
from harness.gather.calling.stimuli import ANY, by_person
from harness.gather.plan import Plan

STIMULUS: Final = "stimulus"
"""Kind of the partitions in which the product does the calling."""
PERSON: Final = "a person at the terminal"


def acts(plan: Plan, ways: Mapping[str, Way]) -> Iterator[str]:
    """Yield a line for each stimulus of the plan, in its order, with what is asked; then one for each question."""
    counts, questions = _asked(plan)
    if not counts:
        return
    known = plan.aims[0].profile
    yield "The product will be made to do:"
    for name, times in counts.items():
        instruction = " ".join(known.stimuli[name].instruction.split())
        yield f"  {name}, {_times(times)}, by {_whom(name, ways)}: {instruction}"
    if questions:
        yield "A person will be asked, unless `answers` or `enquiries` of the run file have the answer:"
        yield from (f"  {name}: {known.questions[name]}" for name in questions)


def _asked(plan: Plan) -> tuple[dict[str, int], tuple[str, ...]]:
    """Return how often each stimulus is brought about, and the questions."""
    counts: dict[str, int] = {}
    questions: dict[str, None] = {}
    for part in plan.partitions:
        if part.kind != STIMULUS:
            continue
        settings: Any = part.settings
        for name in (*settings["stimuli"], *settings.get("then", ())):
            counts[name] = counts.get(name, 0) + 1
        questions |= dict.fromkeys(settings.get("ask", ()))
    return counts, tuple(questions)


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _whom(name: str, ways: Mapping[str, Way]) -> str:
    if by_person(name, ways):
        return PERSON
    way = ways[name] if name in ways else ways[ANY]
    return f"the program {way.command[0]}" if way.command else f"a call to {way.url.replace('{stimulus}', name)}"
