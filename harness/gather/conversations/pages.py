"""Fills a list beyond its greatest page, as far as that is not many, and asks for more than a page may hold."""

from __future__ import annotations

from typing import Final

from harness.contract import Schema
from harness.evidence import Response
from harness.gather.bench import Bench
from harness.gather.cases.parameters import parameters_of
from harness.gather.conversations.base import Conversation, make
from harness.gather.inputs import Unfillable
from harness.gather.message import Unaddressable, write
from harness.resources import Resource
from harness.resources.answers import elements_of

MOST_MADE: Final = 130
"""Items that are made at most; a page that holds more is not filled."""
ASKED: Final = (100_000, 999_999_999)
"""Sizes that nobody can want."""


def _go(bench: Bench, resource: Resource) -> None:
    cap = _cap(bench, resource)
    there = _ask(bench, resource, cap or ASKED[0])
    if cap and resource.create and resource.item_path and bench.means.write and 0 <= there <= cap <= MOST_MADE:
        for _ in range(cap + 1 - there):
            if make(bench, resource) is None:
                break
    for size in (cap + 1, *ASKED) if cap else ASKED:
        _ask(bench, resource, size)


def _ask(bench: Bench, resource: Resource, size: int) -> int:
    """Ask for a page of that size; return how many elements came, or -1."""
    assert resource.paging is not None
    operation = bench.operation(resource.list)
    try:
        parameters = parameters_of(operation, {}, bench.inputs) | {("query", resource.paging.limit): str(size)}
        exchange = bench.send(write(operation, parameters), f"a page of {size}")
    except (Unfillable, Unaddressable):
        return -1
    if not isinstance(exchange.reply, Response) or exchange.reply.status != 200:
        return -1
    elements = elements_of(resource, bench.read(exchange))
    return -1 if elements is None else len(elements)


def _cap(bench: Bench, resource: Resource) -> int:
    """Return the greatest size that the description allows; 0 where it sets none."""
    assert resource.paging is not None
    parameter = bench.operation(resource.list).parameter("query", resource.paging.limit)
    schema = parameter.schema if parameter is not None else None
    if not isinstance(schema, Schema):
        return 0
    found = [node.get("maximum") for node in schema.definitions.values() if isinstance(node, dict)]
    return min((maximum for maximum in found if isinstance(maximum, int)), default=0)


def _fits(resource: Resource) -> bool:
    return bool(resource.list) and resource.paging is not None and bool(resource.paging.limit)


CONVERSATION: Final = Conversation(go=_go, fits=_fits, writes=False, estimate=60)
