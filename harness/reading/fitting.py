"""Tells which webhook an inbound call is by its content, where all share one callback URL."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

from harness.contract import Match, Operation, Schema
from harness.jsonbytes import NotJson

MOST = 50
"""Problems that are counted; a call with more of them is as far from one webhook as from another."""


def fitting(webhooks: Iterable[Operation], method: str, value: Any) -> Match | None:
    """Return the webhook of that method whose schema `value` breaks least; None when two are as near."""
    if isinstance(value, NotJson):
        return None
    ranked = sorted(
        (
            (_problems(operation, value), index, operation)
            for index, operation in enumerate(webhooks)
            if operation.method == method
        ),
        key=lambda each: each[:2],
    )
    if not ranked or ranked[0][0] >= MOST or (len(ranked) > 1 and ranked[0][0] == ranked[1][0]):
        return None
    return Match(operation=ranked[0][2], path_params={})


def _problems(operation: Operation, value: Any) -> int:
    media = next(iter(operation.request_bodies.values()), None)
    if media is None or not isinstance(media.schema, Schema):
        return MOST
    return 0 if media.schema.is_valid(value) else sum(1 for _ in islice(media.schema.errors(value), MOST))
