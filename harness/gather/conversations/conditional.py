"""Changes one item on condition of its entity tag: the present one, then an outdated one, as two writers would."""

from __future__ import annotations

from typing import Any

from harness.gather.bench import Bench
from harness.gather.conversations.base import WITHOUT, Conversation, Item, json_schema, make
from harness.gather.conversations.changes import changed, patches
from harness.resources import Resource


def _go(bench: Bench, resource: Resource) -> None:
    item = make(bench, resource)
    if item is None:
        return
    for operation, change in ((resource.replace, changed), (resource.update, patches)):
        schema = json_schema(bench.operation(operation)) if operation else None
        if schema is not None:
            _two_writers(item, operation, lambda s=schema, c=change: c(s, item.sent, resource.writable, bench.inputs))


def _two_writers(item: Item, operation: str, change: Any) -> None:
    """Both have read the same version; the second to write must learn that it is gone."""
    tag = item.tag()
    first, second = change(), change()
    if not tag or first is None or second is None:
        return
    item.ask(operation, "the first writer", body=first[1], tag=tag)
    item.ask(operation, "the second writer, on an outdated version", body=second[1], tag=tag)
    item.read("read what was kept")
    if item.needs_tag(operation):
        item.ask(operation, "a writer who names no version", body=second[1], tag=WITHOUT)


CONVERSATION = Conversation(
    go=_go,
    fits=lambda resource: bool(
        resource.create and resource.read and (resource.replace or resource.update) and resource.etag
    ),
    writes=True,
    estimate=9,
)
