"""Creates the same thing twice: under one Idempotency-Key, with the key used for something else, and without a key."""

from __future__ import annotations

import json
from typing import Final

from harness.gather.bench import Bench
from harness.gather.cases.parameters import parameters_of
from harness.gather.conversations.base import Conversation, Item, json_schema, json_type
from harness.gather.conversations.changes import changed
from harness.gather.message import Message, write
from harness.gather.probing.explore import bodies
from harness.resources import Resource
from harness.resources.answers import created_name
from harness.resources.paths import placeholders

KEY: Final = "Idempotency-Key"


def _go(bench: Bench, resource: Resource) -> None:
    operation = bench.operation(resource.create)
    plain = next(bodies(bench, operation), None)
    if plain is None:
        return
    if any(p.location == "header" and p.name.lower() == KEY.lower() for p in operation.parameters):
        _with_key(bench, resource, plain)
    bare = plain.with_header(KEY, None)
    twins = [_made(bench, resource, bare, f"create it {how}without a key") for how in ("", "again ")]
    for twin in twins:
        if twin is not None:
            twin.read("read it back")


def _with_key(bench: Bench, resource: Resource, plain: Message) -> None:
    """The same twice, then other content under the same key."""
    key = str(bench.inputs.value({"generate": "uuid"}))
    keyed = plain.with_header(KEY, key)
    bench.send(keyed, "create it under a key")
    bench.send(keyed, "create it again under the same key")
    operation = bench.operation(resource.create)
    schema = json_schema(operation)
    other = changed(schema, json.loads(plain.body), resource.writable, bench.inputs) if schema is not None else None
    if other is not None:
        message = write(
            operation,
            parameters_of(operation, {}, bench.inputs),
            json_body=other[1],
            content_type=json_type(operation),
        )
        bench.send(message.with_header(KEY, key), "create something else under the same key")


def _made(bench: Bench, resource: Resource, message: Message, intent: str) -> Item | None:
    x = bench.read(bench.send(message, intent))
    name = created_name(resource, x) if x.status is not None and x.status < 300 else None
    if name is None or not resource.read:
        return None
    path = dict(zip(placeholders(resource.item_path), (*x.path_params.values(), name), strict=False))
    return Item(bench=bench, resource=resource, path=path, sent=x.request_json)


CONVERSATION = Conversation(
    go=_go,
    fits=lambda resource: bool(resource.create),
    writes=True,
    estimate=7,
)
