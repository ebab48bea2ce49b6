"""Says in words what is done to a product by a probe."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from harness.profile import ALL, Probe

CONVERSATIONS: Final[Mapping[str, str]] = {
    "lifecycle": "one of each kind of thing is made, read, changed and removed",
    "collection": "each list is gone through page by page and asked for parts, and what it names is read",
    "apart": "what each list names is read by itself, between two readings of the list",
    "beneath": "the lists under several things, such as collections, are gone through page by page and asked for parts",
    "conditional": "a thing is changed on condition of its version, and of an outdated one",
    "strangers": "somebody else asks for what is ours",
    "text": "letters of many scripts are written and read back",
    "repeat": "the same thing is made twice",
    "forged": "what only the product sets is sent to it",
    "places": "places that are nowhere on earth are sent",
    "pages": "more is asked for than a page may hold",
    "systems": "features are asked for in each coordinate reference system that is listed, and in one that is not",
}
"""What is done in each conversation (harness/gather/conversations), for people who read no program."""
NOTHING: Final[Mapping[str, str]] = {}


def probe_words(probe: Probe, summaries: Mapping[str, str] = NOTHING) -> str:
    """Return a phrase: `the workflow close-twice`, and in brackets its summary, where one is given by its name."""
    if probe.workflow:
        said = summaries.get(probe.workflow, "").rstrip(".")
        said = said if said[:2].isupper() else f"{said[:1].lower()}{said[1:]}"
        return f"the workflow {probe.workflow}{f' ({said})' if said else ''}"
    if probe.stimuli:
        return f"the scene {probe.with_['scene']}: {', '.join(probe.stimuli)}"
    if probe.protocol:
        return f"the protocol probe {probe.protocol} on {_operations(probe.operations)}"
    if probe.conversation:
        return f"the conversation {probe.conversation} ({CONVERSATIONS[probe.conversation]})"
    if probe.examples:
        return f"the documented examples of {_operations(probe.examples)}"
    return f"fuzzing {_operations(probe.fuzz)}"


def need_words(need: str) -> str:
    """Return what a run needs in words: of `fixture:uprn`, `uprn in the run file`."""
    kind, _, name = need.partition(":")
    said = {
        "inbound": "an address at which the product can call",
        "fixture": f"{name} in the run file",
        "identity": f"a credential of its own for {name}",
    }
    return said.get(kind, need)


def _operations(names: tuple[str, ...]) -> str:
    return "every operation" if ALL in names or not names else ", ".join(names)
