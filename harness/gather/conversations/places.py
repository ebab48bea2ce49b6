"""Sends places that are nowhere on earth: latitudes beyond the poles, longitudes beyond the date line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from harness.expression import MISSING, follow, parse_pointer
from harness.gather.bench import Bench
from harness.gather.conversations.base import Conversation, make, make_with
from harness.gather.pairs import put
from harness.gather.probing.explore import bodies
from harness.resources import Resource

BEYOND = ((91.5, -1.0), (-123.25, -1.0), (52.0, 181.5), (52.0, -400.0))
"""Latitude and longitude."""


def _go(bench: Bench, resource: Resource) -> None:
    """Find a body with a place that is accepted; send it again with places that cannot be."""
    for body in _with_places(bench, resource):
        if make_with(bench, resource, body) is not None:
            for wrong in _wrong(resource, body):
                make_with(bench, resource, wrong)
            return


def _with_places(bench: Bench, resource: Resource) -> Iterator[Any]:
    item = make(bench, resource)
    candidates = [item.sent] if item is not None else []
    candidates += [json.loads(message.body) for message in bodies(bench, bench.operation(resource.create))]
    for body in candidates:
        if any(follow(body, parse_pointer(p)) is not MISSING for p, _ in resource.coordinates):
            yield body


def _wrong(resource: Resource, body: Any) -> Iterator[Any]:
    for at_latitude, at_longitude in resource.coordinates:
        here = follow(body, parse_pointer(at_latitude))
        if here is MISSING:
            continue
        for latitude, longitude in BEYOND:
            if at_latitude == at_longitude:
                if isinstance(here, list):
                    yield put(body, tuple(parse_pointer(at_latitude)), [longitude, latitude, *here[2:]])
            else:
                moved = put(body, tuple(parse_pointer(at_latitude)), latitude)
                yield put(moved, tuple(parse_pointer(at_longitude)), longitude)


CONVERSATION = Conversation(
    go=_go,
    fits=lambda resource: bool(resource.create and resource.coordinates),
    writes=True,
    estimate=6,
)
