"""Tries to set what only the product sets: read-only members, when an item is made and when it is changed."""

from __future__ import annotations

import uuid
from typing import Any

from harness.contract import Schema
from harness.expression import MISSING, parse_pointer
from harness.gather.bench import Bench
from harness.gather.cases.parameters import parameters_of
from harness.gather.conversations.base import Conversation, at, json_schema, json_type, make, shown
from harness.gather.message import write
from harness.gather.pairs import add
from harness.resources import Resource
from harness.resources.answers import created_name
from harness.resources.fields import Field
from harness.resources.paths import placeholders


def _go(bench: Bench, resource: Resource) -> None:
    item = make(bench, resource)
    if item is None:
        return
    now = shown(bench, resource, item.read("see what it sets by itself"))
    operation = bench.operation(resource.create)
    schema = json_schema(operation)
    for pointer in resource.read_only:
        if len(parse_pointer(pointer)) != 1 or schema is None:
            continue
        value = _forged(schema, pointer, at(now, pointer), bench)
        body = add(item.sent, tuple(parse_pointer(pointer)), value)
        message = write(
            operation, parameters_of(operation, {}, bench.inputs), json_body=body, content_type=json_type(operation)
        )
        x = bench.read(bench.send(message, f"make one with {pointer} set"))
        name = created_name(resource, x) if x.status is not None and x.status < 300 else None
        if name is not None and resource.read:
            path = dict(zip(placeholders(resource.item_path), (*x.path_params.values(), name), strict=False))
            type(item)(bench=bench, resource=resource, path=path, sent=body).read("read what it became")
        if resource.update:
            patch = {parse_pointer(pointer)[0]: value}
            item.ask(resource.update, f"set {pointer} of it", body=patch, tag=item.tag_for(resource.update))
            item.read("read what it became")


def _forged(schema: Schema, pointer: str, now: Any, bench: Bench) -> Any:
    """Return a value of the same kind as the one that the product set, and another."""
    field = Field.of(schema).properties.get(str(parse_pointer(pointer)[0]))
    if isinstance(now, bool):
        return not now
    if isinstance(now, int | float):
        return now + 41
    form = field.format if field is not None else ""
    if form == "uuid" or _is_uuid(now):
        return bench.inputs.value({"generate": "uuid"})
    if form == "date-time":
        return "2001-02-03T04:05:06Z"
    others = [one for one in (field.enum if field is not None else ()) if one != now]
    return others[0] if others else "hallmark-forged" if now is MISSING or isinstance(now, str) else None


def _is_uuid(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(uuid.UUID(value))
    except ValueError:
        return False


CONVERSATION = Conversation(
    go=_go,
    fits=lambda resource: bool(resource.create and resource.read and resource.read_only),
    writes=True,
    estimate=14,
)
