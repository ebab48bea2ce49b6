"""Writes letters of many scripts into every free text of an item, and reads it back."""

from __future__ import annotations

from harness.gather.bench import Bench
from harness.gather.conversations.base import Conversation, json_schema, make, make_with
from harness.gather.conversations.changes import in_other_letters
from harness.resources import Resource


def _go(bench: Bench, resource: Resource) -> None:
    """Make one item that is known to be accepted, then one like it in other letters."""
    operation = bench.operation(resource.create)
    schema, plain = json_schema(operation), make(bench, resource)
    if plain is None or schema is None:
        return
    pointers, body = in_other_letters(schema, plain.sent, resource.writable)
    if not pointers:
        return
    item = make_with(bench, resource, body)
    if item is not None:
        item.read("read the letters back")


CONVERSATION = Conversation(
    go=_go,
    fits=lambda resource: bool(resource.create and resource.read and resource.writable),
    writes=True,
    estimate=3,
)
