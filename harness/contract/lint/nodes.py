"""Walks every schema that a contract uses, down to the last one within another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from harness.contract.contract import Contract
from harness.contract.keywords import KEYWORDS, MANY, NAMED, ONE
from harness.contract.model import Operation
from harness.contract.schema import Schema
from harness.jsonbytes import escape


def schemas(contract: Contract) -> dict[str, Schema]:
    """Return the schemas that operations use themselves, by place, each in one of its directions."""
    found: dict[str, Schema] = {}
    for operation in (*contract.operations, *contract.webhooks):
        for each in _of(operation):
            if isinstance(each, Schema):
                found.setdefault(each.key, each)
    return found


def _of(operation: Operation) -> Iterator[object]:
    yield from (each.schema for each in operation.parameters)
    yield from (each.schema for each in operation.request_bodies.values())
    for reply in operation.replies.values():
        yield from (each.schema for each in reply.media.values())
        yield from (each.schema for each in reply.headers.values())


def nodes(contract: Contract) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield place and node of every schema in normal form, those within others included, each once."""
    for where, node in definitions(contract).items():
        yield from below(where, node)


def definitions(contract: Contract) -> dict[str, Any]:
    """Return every schema that operations reach, by place."""
    found: dict[str, Any] = {}
    for schema in schemas(contract).values():
        schema.add_to(found)
    return found


def below(where: str, node: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield a schema in normal form, and those within it, with their places."""
    if not isinstance(node, dict):
        return
    yield where, node
    for keyword, value in node.items():
        kind = KEYWORDS.get(keyword)
        if kind == ONE:
            yield from below(f"{where}/{keyword}", value)
        elif kind == MANY:
            for index, each in enumerate(value):
                yield from below(f"{where}/{keyword}/{index}", each)
        elif kind == NAMED:
            for name, each in value.items():
                yield from below(f"{where}/{keyword}/{escape(name)}", each)
