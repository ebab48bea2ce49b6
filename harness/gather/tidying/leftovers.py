"""Finds what a run made of the things that a product's own description keeps, and removes what is still there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from harness.contract import Contract
from harness.evidence import HALLMARK, Exchange, Observation, Response
from harness.gather.bench import Bench
from harness.gather.conversations.base import Item
from harness.gather.memory.makings import Makings
from harness.gather.message import target
from harness.gather.tidying.cleanup import REMAINS, Closing, closing
from harness.reading import Reading
from harness.resources import Resource, resources_of
from harness.resources.answers import created_name
from harness.resources.paths import placeholders

MOST: Final = 500
"""Things that a run removes at its end; `hallmark cleanup` removes the rest."""
REMOVED: Final = frozenset({200, 202, 204, 205})


def left(observations: Iterable[Observation], contract: Contract, base: str) -> Iterator[str]:
    """Yield the paths of what was made, can be removed and was not, those that lie under others first.

    Only an identity of ours that may do so makes anything: what was made in another's name is not removed in ours.
    """
    by_operation = {one.create: one for one in resources_of(contract) if one.create and one.item_path and one.delete}
    removing = {one.delete: one for one in by_operation.values()}
    # Evidence comes by partition and not by time: what cleans up stands before what it cleaned up after.
    makings = Makings()
    for one in observations:
        if not isinstance(one, Exchange) or one.from_party != HALLMARK or not isinstance(one.reply, Response):
            continue
        x = Reading(one, contract, base)
        if not 200 <= one.reply.status < 300:
            continue
        if x.operation_id in by_operation:
            path = _made(by_operation[x.operation_id], x)
            if path:
                makings.made(path)
        elif x.operation_id in removing:
            makings.gone(_path(removing[x.operation_id], tuple(x.path_params.values())))
    yield from makings.left()


def remove(path: str, bench: Bench) -> Closing:
    """Remove one thing. Raises StopRun."""
    match = bench.contract.match("DELETE", path)
    resource = next((one for one in _deletable(bench.contract) if match and one.delete == match.operation.id), None)
    if match is None or resource is None:
        return REMAINS
    item = Item(bench=bench, resource=resource, path=match.path_params, sent=None)
    exchange = item.remove("clean up", tag=item.tag_for(resource.delete))
    if exchange is None or not isinstance(exchange.reply, Response):
        return REMAINS
    return closing(exchange.reply.status in REMOVED, exchange.reply.status)


def _deletable(contract: Contract) -> Iterator[Resource]:
    return (one for one in resources_of(contract) if one.delete)


def _made(resource: Resource, x: Reading) -> str:
    name = created_name(resource, x)
    return _path(resource, (*x.path_params.values(), name)) if name is not None else ""


def _path(resource: Resource, address: tuple[str, ...]) -> str:
    names = placeholders(resource.item_path)
    return target(resource.item_path, {("path", n): v for n, v in zip(names, address, strict=False)})
