"""Replays the examples of a profile's own description, brought to life."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from harness.contract.media import is_json
from harness.contract.model import Media, Operation
from harness.contract.schema import Schema
from harness.evidence import Exchange
from harness.gather.bench import Bench
from harness.gather.cases.parameters import Parameters, parameters_of
from harness.gather.cases.sample import NOTHING, sample
from harness.gather.inputs import Inputs, Unfillable
from harness.gather.message import Message, write


class Living(NamedTuple):
    """One example of a request body, with fresh identifiers and this run's fixtures."""

    name: str
    media_type: str
    body: Any
    """JSON value."""
    schema: Schema | None


def living(operation: Operation, inputs: Inputs) -> Iterator[Living]:
    """Yield the examples that can be brought to life in this run, in the description's order."""
    for media in operation.request_bodies.values():
        given = list(_given(media, inputs))
        yield from given
        if not given and inputs.knowledge is not None:
            yield from _made_up(media, inputs, full=False)


def likely(operation: Operation, inputs: Inputs) -> Iterator[Living]:
    """Yield bodies that may be right, likeliest first: what was accepted, the examples, what the schema alone tells."""
    for media in operation.request_bodies.values():
        if not is_json(media.media_type):
            continue
        schema = media.schema if isinstance(media.schema, Schema) else None
        accepted = inputs.knowledge.bodies.get(operation.id) if inputs.knowledge is not None else None
        if accepted is not None and (schema is None or schema.is_valid(accepted)):
            yield Living("accepted", media.media_type, accepted, schema)
        yield from _given(media, inputs)
        for full in (False, True):
            yield from _made_up(media, inputs, full=full)


def _given(media: Media, inputs: Inputs) -> Iterator[Living]:
    """Yield the description's own examples; one that breaks its own schema is the description's fault, and not sent."""
    for name, example in media.examples:
        if not isinstance(media.schema, Schema):
            yield Living(name, media.media_type, example, None)
            continue
        try:
            body = inputs.alive(example, media.schema)
        except Unfillable:
            continue  # it speaks of a fixture that was not declared, as a UPRN may not be
        if inputs.knowledge is None or media.schema.is_valid(body):
            yield Living(name, media.media_type, body, media.schema)


def _made_up(media: Media, inputs: Inputs, *, full: bool) -> Iterator[Living]:
    """Yield a body that only the schema is known of, if it is JSON and one was found."""
    if is_json(media.media_type) and isinstance(media.schema, Schema):
        body = sample(media.schema, inputs, full=full)
        if body is not NOTHING:
            yield Living("made up", media.media_type, body, media.schema)


def first(operation: Operation, inputs: Inputs) -> Living | None:
    """Return the first example that can be brought to life, alive anew each time it is asked for."""
    return next(living(operation, inputs), None)


def request(operation: Operation, parameters: Parameters, inputs: Inputs) -> Message | None:
    """Return a request that keeps the description, or None where the description gives no body to send."""
    if not operation.request_bodies:
        return write(operation, parameters)
    example = first(operation, inputs)
    if example is None:
        return None
    return write(operation, parameters, json_body=example.body, content_type=example.media_type)


def probe(bench: Bench, operation: Operation, outputs: Mapping[str, object]) -> None:
    """Send every example of the operation; one without a body is sent once. Raises Unfillable."""
    parameters = parameters_of(operation, outputs, bench.inputs)
    if not operation.request_bodies:
        bench.send(write(operation, parameters), "as described")
        return
    for example in living(operation, bench.inputs):
        message = write(operation, parameters, json_body=example.body, content_type=example.media_type)
        exchange = bench.send(message, f"example {example.name}")
        parameters |= _refreshed(parameters, exchange, bench)


def _refreshed(parameters: Parameters, exchange: Exchange, bench: Bench) -> Parameters:
    """A change gives the resource a new entity tag, which the next conditional request must name (RFC 9110 13.1.1)."""
    tag = bench.read(exchange).reply_headers.get("etag")
    return {key: tag for key in parameters if key[1].lower() == "if-match" and tag}
