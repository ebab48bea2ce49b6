"""Goes through the lists that lie under several things of their parent: not only the first collection is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Final

from harness.gather.bench import Bench
from harness.gather.cases.parameters import parameters_of
from harness.gather.conversations.base import Conversation
from harness.gather.conversations.collection import look
from harness.gather.inputs import Unfillable
from harness.gather.message import Unaddressable, write
from harness.resources import Resource
from harness.resources.paths import placeholders

MOST: Final = 4
"""Parents that are looked under; where there are more, the seed chooses."""


def _go(bench: Bench, resource: Resource) -> None:
    for outputs in parents(bench, resource):
        _read_above(bench, resource, outputs)
        look(bench, resource, outputs)


def _read_above(bench: Bench, resource: Resource, outputs: Mapping[str, object]) -> None:
    """Read the thing that the list lies under: what it declares says what may be asked of the list."""
    known = bench.inputs.knowledge
    parent = next((one for one in known.resources if one.collection == resource.parent), None) if known else None
    if parent is None or not parent.read:
        return
    operation = bench.operation(parent.read)
    with suppress(Unfillable, Unaddressable):
        bench.send(write(operation, parameters_of(operation, outputs, bench.inputs)), "read what the list lies under")


def parents(bench: Bench, resource: Resource) -> list[Mapping[str, object]]:
    """Return the names of the things that a list is looked at under; of more than MOST the seed chooses."""
    known = bench.inputs.knowledge
    names = known.names.get(resource.parent) if known is not None else None
    seen = [*names.made, *names.seen] if names is not None else []
    chosen = seen if len(seen) <= MOST else sorted(bench.inputs.random.sample(seen, MOST))
    return [dict(zip(placeholders(resource.collection), address, strict=False)) for address in chosen]


CONVERSATION = Conversation(
    go=_go,
    fits=lambda resource: bool(resource.list and resource.parent),
    writes=False,
    estimate=40,
)
