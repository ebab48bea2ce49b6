"""Takes one item through its life: made, read, replaced, changed in part, removed, and asked for after that."""

from __future__ import annotations

from typing import Any

from harness.expression import MISSING
from harness.gather.bench import Bench
from harness.gather.conversations.base import Conversation, Item, json_schema, make
from harness.gather.conversations.changes import changed, patches
from harness.resources import Resource


def _go(bench: Bench, resource: Resource) -> None:
    item = make(bench, resource)
    if item is None:
        return
    item.read()
    _replace(item)
    _update(item)
    if resource.delete:
        item.remove(tag=item.tag_for(resource.delete))
        _after(item)


def _replace(item: Item) -> None:
    operation = item.resource.replace
    schema = json_schema(item.bench.operation(operation)) if operation else None
    if schema is None:
        return
    found = changed(schema, item.sent, item.resource.writable, item.bench.inputs)
    if found is not None:
        item.ask(operation, f"replace it, {found[0]} changed", body=found[1], tag=item.tag_for(operation))
        item.read("read it after it was replaced")


def _update(item: Item) -> None:
    operation = item.resource.update
    schema = json_schema(item.bench.operation(operation)) if operation else None
    if schema is None:
        return
    found = patches(schema, item.sent, item.resource.writable, item.bench.inputs)
    if found is not None:
        item.ask(operation, f"change {found[0]} of it", body=found[1], tag=item.tag_for(operation))
        item.read("read it after it was changed")


def _after(item: Item) -> None:
    """Use what is gone."""
    item.read("read what is gone")
    operation = item.resource.replace
    body: Any = item.sent
    if operation and body is not MISSING:
        item.ask(operation, "replace what is gone", body=body, tag='"1"' if item.needs_tag(operation) else "")
    item.list("list what is left")
    item.remove("remove what is gone", tag='"1"' if item.needs_tag(item.resource.delete) else "")


CONVERSATION = Conversation(
    go=_go,
    fits=lambda resource: bool(resource.create and (resource.read or resource.delete)),
    writes=True,
    estimate=12,
)
