"""Writes letters of many scripts into every free text of an item, and reads it back."""

from __future__ import annotations

from harness.gather.bench import Bench
from harness.gather.conversations.base import Conversation, json_schema, json_type, make
from harness.gather.conversations.changes import in_other_letters
from harness.gather.message import write
from harness.gather.parameters import parameters_of
from harness.resources import Resource
from harness.resources.answers import created_name
from harness.resources.paths import placeholders


def _go(bench: Bench, resource: Resource) -> None:
    """Make one item that is known to be accepted, then one like it in other letters."""
    operation = bench.operation(resource.create)
    schema, plain = json_schema(operation), make(bench, resource)
    if plain is None or schema is None:
        return
    pointers, body = in_other_letters(schema, plain.sent, resource.writable)
    if not pointers:
        return
    parameters = parameters_of(operation, {}, bench.inputs)
    made = bench.send(
        write(operation, parameters, json_body=body, content_type=json_type(operation)),
        f"letters in {len(pointers)} texts",
    )
    x = bench.read(made)
    name = created_name(resource, x) if x.status is not None and x.status < 300 else None
    if name is not None:
        path = dict(zip(placeholders(resource.item_path), (*x.path_params.values(), name), strict=False))
        type(plain)(bench=bench, resource=resource, path=path, sent=body).read("read the letters back")


CONVERSATION = Conversation(
    go=_go,
    fits=lambda resource: bool(resource.create and resource.read and resource.writable),
    writes=True,
    estimate=3,
)
