"""Takes one item through its life: made, read, replaced, changed in part, removed, and asked for after that."""

from __future__ import annotations

from typing import Any, Final

from harness.expression import MISSING
from harness.gather.bench import Bench
from harness.gather.conversations.base import Conversation, Item, json_schema, make
from harness.gather.conversations.changes import changed, patches, without_one
from harness.gather.conversations.walking import MOST_ON_A_PAGE, walk
from harness.resources import Resource
from harness.resources.paths import placeholders


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
    """Replace it by one with another value, then by one that leaves a member out."""
    operation = item.resource.replace
    schema = json_schema(item.bench.operation(operation)) if operation else None
    if schema is None:
        return
    found = changed(schema, item.sent, item.resource.writable, item.bench.inputs)
    if found is None:
        return
    item.ask(operation, f"replace it, {found[0]} changed", body=found[1], tag=item.tag_for(operation))
    item.read("read it after it was replaced")
    fewer = without_one(schema, found[1], item.resource.writable)
    if fewer is not None:
        item.ask(operation, f"replace it, {fewer[0]} left out", body=fewer[1], tag=item.tag_for(operation))
        item.read("read it after a member was left out")


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
        item.ask(operation, "replace what is gone", body=body, tag=item.tag_for(operation) or ONE)
    if item.resource.list:
        under = dict(zip(placeholders(item.resource.collection), item.path.values(), strict=False))
        walk(item.bench, item.resource, MOST_ON_A_PAGE, "what is left, page", under)
    item.remove("remove what is gone", tag='"1"' if item.needs_tag(item.resource.delete) else "")


ONE: Final = '"1"'
"""An entity tag for what is gone, where it must be given: the first that many products give out."""

CONVERSATION = Conversation(
    go=_go,
    fits=lambda resource: bool(resource.create and (resource.read or resource.delete)),
    writes=True,
    estimate=12,
)
