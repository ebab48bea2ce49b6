"""Reads the things that a list names one by one, between two readings of the list."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from harness.gather.bench import Bench
from harness.gather.cases.parameters import parameters_of
from harness.gather.conversations.base import Conversation
from harness.gather.conversations.walking import ask, elements
from harness.gather.inputs import Unfillable
from harness.gather.message import Unaddressable, write
from harness.resources import Resource
from harness.resources.answers import name_at
from harness.resources.paths import placeholders

MOST: Final = 8
"""Things that are read; of more the seed chooses."""


def _go(bench: Bench, resource: Resource) -> None:
    whole = ask(bench, resource, {}, "the list, before what it names")
    named = (name_at(element, resource.element_id or "") for element in elements(bench, resource, whole))
    names = list(dict.fromkeys(name for name in named if name is not None))
    operation = bench.operation(resource.read)
    for name in names if len(names) <= MOST else sorted(bench.inputs.random.sample(names, MOST)):
        with suppress(Unfillable, Unaddressable):
            parameters = parameters_of(operation, {placeholders(operation.path)[-1]: name}, bench.inputs)
            bench.send(write(operation, parameters), "read what the list names")
    if names:
        ask(bench, resource, {}, "the list, after what it names")


CONVERSATION = Conversation(
    go=_go,
    fits=lambda resource: bool(
        resource.list and resource.read and resource.element_id is not None and not resource.parent
    ),
    writes=False,
    estimate=MOST + 2,
)
