"""Says in words what is done to a product by a probe."""

from __future__ import annotations

from harness.profile import ALL, Probe


def probe_words(probe: Probe) -> str:
    """Return a phrase: `the workflow close-twice`."""
    if probe.workflow:
        return f"the workflow {probe.workflow}"
    if probe.stimuli:
        return f"the scene {probe.with_['scene']}: {', '.join(probe.stimuli)}"
    if probe.protocol:
        return f"the protocol probe {probe.protocol} on {_operations(probe.operations)}"
    if probe.conversation:
        return f"the conversation {probe.conversation} with each kind of thing that the API keeps"
    if probe.examples:
        return f"the documented examples of {_operations(probe.examples)}"
    return f"fuzzing {_operations(probe.fuzz)}"


def _operations(names: tuple[str, ...]) -> str:
    return "every operation" if ALL in names or not names else ", ".join(names)
