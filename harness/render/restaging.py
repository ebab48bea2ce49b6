"""Says how something that the product did of its own accord is brought about again: what it was made to do, and how."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from harness.evidence import HALLMARK, Exchange, ExchangeId
from harness.profile import Probe, Requirement
from harness.render.inert import one_line
from harness.render.report import Part

SCENE: Final = "stimulus:"
"""How the name of a partition begins that is a scene."""
WORKFLOW: Final = "workflow:"
"""The same of a conversation in the middle of which the product was made to act."""
LONGEST: Final = 1_500
"""Characters of one line."""


def restaged(part: Part, exchange: Exchange, requirements: Iterable[str]) -> tuple[str, ...]:
    """Return what is to be known in a line each, and the command last; nothing where a request of ours shows it.

    `requirements` are those that it breaks. Of what was relayed nothing is said: two products brought that about.
    """
    if exchange.from_party == HALLMARK or isinstance(part.subject.party, str):
        return ()
    wanted = set(requirements)
    ways = [(r, p) for r in part.profile.requirements if r.id in wanted for p in r.probes if p.stimuli or p.workflow]
    # What shows it may have come up in a scene of another requirement.
    found = next((way for way in ways if _is_of(way[1], exchange.id)), next(iter(ways), None))
    if found is None:
        return ()
    requirement, probe = found
    words = tuple(one_line(line, LONGEST) for line in _words(part, requirement, probe))
    return (*words, f"hallmark run --only {requirement.id}")


def noted(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Return the same with what is to be known as comments of the shell."""
    return (*(f"# {line}" for line in lines[:-1]), *lines[-1:])


def _is_of(probe: Probe, id: ExchangeId) -> bool:
    if probe.stimuli:
        return id.partition == f"{SCENE}{probe.with_['scene']}"
    return bool(probe.workflow) and id.partition == f"{WORKFLOW}{probe.workflow}"


def _words(part: Part, requirement: Requirement, probe: Probe) -> Iterator[str]:
    """Yield what the product is made to do, and how those it calls or hears from behave."""
    if not probe.stimuli:
        yield f"The product is made to act in the workflow {probe.workflow} again, beside the run file."
        return
    settings: dict[str, Any] = probe.with_
    told = [part.profile.stimuli[name].instruction for name in (*probe.stimuli, *settings.get("then", ()))]
    yield f"In the scene {settings['scene']} the product is made to act again, beside the run file: {' '.join(told)}"
    if variant := settings.get("variant"):
        yield f"The partner is the variant {variant}."
    if faults := settings.get("faults", ()):
        yield f"The partner plays {', '.join(faults)}."
    for name, said in settings.get("partners", {}).items():
        plays = ", ".join(said.get("faults", ())) or "nothing"
        yield f"The partner {name} ({said['agency']}) plays {plays}."
    if events := settings.get("events", ()):
        yield f"It is told of events: {', '.join(events)}."
