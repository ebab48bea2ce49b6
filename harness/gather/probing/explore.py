"""Explores one resource of a product: reads its list, makes an item, reads it; all other probes use what is learned."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from typing import Any, Final

from harness.contract import Operation
from harness.evidence import Exchange, Response
from harness.gather.bench import Bench
from harness.gather.cases.parameters import parameters_of
from harness.gather.inputs import Unfillable
from harness.gather.memory.knowledge import Learner
from harness.gather.message import Message, Unaddressable, write
from harness.gather.probing import examples
from harness.gather.probing.renaming import renames
from harness.resources import Resource

TRIES: Final = 4
"""Bodies that a creation is tried with."""
ESTIMATE: Final = 4


def explore(bench: Bench, resource: Resource, learner: Learner) -> None:
    """Read the list, create an item where that may be done, and read one; `learner` sees each exchange."""
    if resource.list:
        _send(bench, learner, bench.operation(resource.list), "look at the list")
    if resource.create and bench.means.write:
        create(bench, resource, learner)
    if resource.read:
        bench.inputs.knowledge = learner.knowledge()
        _send(bench, learner, bench.operation(resource.read), "look at an item")


def create(bench: Bench, resource: Resource, learner: Learner | None = None) -> Exchange | None:
    """Create an item with the first body that is accepted; return that exchange, or None."""
    operation = bench.operation(resource.create)
    tries, renamed = likely(bench, operation), False
    while (living := next(tries, None)) is not None:
        exchange = _try(bench, operation, living, learner)
        if exchange is None or not isinstance(exchange.reply, Response):
            return None
        status = exchange.reply.status
        if 200 <= status < 300:
            return exchange
        if status in (401, 403, 404, 405, 429):
            return None  # another body would not help
        if status == 409 and not renamed:
            tries, renamed = chain(renames(living, bench.inputs), tries), True
    return None


def bodies(bench: Bench, operation: Operation) -> Iterator[Message]:
    """Yield requests with the bodies that may be right, likeliest first."""
    written = (_written(bench, operation, living) for living in likely(bench, operation))
    yield from (message for message in written if message is not None)


def likely(bench: Bench, operation: Operation) -> Iterator[examples.Living]:
    """Yield the bodies that may be right, likeliest first, each made when it is asked for."""
    return islice(examples.likely(operation, bench.inputs), TRIES)


def _try(bench: Bench, operation: Operation, living: examples.Living, learner: Learner | None) -> Exchange | None:
    message = _written(bench, operation, living)
    if message is None:
        return None
    exchange = bench.send(message, f"create for {bench.strand.name}")
    if learner is not None:
        learner.see(exchange)
    return exchange


def _written(bench: Bench, operation: Operation, living: examples.Living) -> Message | None:
    try:
        parameters = parameters_of(operation, {}, bench.inputs)
    except Unfillable:
        return None
    return write(operation, parameters, json_body=living.body, content_type=living.media_type)


def _send(bench: Bench, learner: Learner, operation: Operation, intent: str) -> None:
    try:
        message: Any = examples.request(operation, parameters_of(operation, {}, bench.inputs), bench.inputs)
    except (Unfillable, Unaddressable):
        return
    if message is not None:
        learner.see(bench.send(message, intent))
