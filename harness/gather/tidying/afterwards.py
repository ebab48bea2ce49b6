"""Removes at the end of a run what it made over there and should not leave: what is left beyond a limit is said."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

from harness import unclosed
from harness.archive import replay
from harness.gather.bench import Bench
from harness.gather.orders import Orders
from harness.gather.plan import Aim
from harness.gather.restraint.limits import StopRun
from harness.gather.tidying import cleanup, leftovers
from harness.profile import SUBJECT_DESCRIPTION


def tidy(orders: Orders, bench: Callable[[int], Bench], *, write: bool) -> None:
    """Remove what was made of the things that a product's own description keeps; a limit leaves the rest.

    Of a profile's own what is to be closed at once goes too: subscriptions, whose secrets lie in the evidence.
    `bench` begins a partition for an aim of the plan; `write` tells whether anything may be changed over there.
    """
    for index, aim in enumerate(orders.plan.aims):
        how = unclosed.tidying(aim.workflows, aim.contract)
        if how is not None and how.at_once:
            _close(orders, aim, how, bench, index)
        if aim.profile.description != SUBJECT_DESCRIPTION or not write:
            continue
        left = leftovers.left(replay(orders.folder).observations, aim.contract, orders.declaration.target.base)
        made = tuple(itertools.islice(left, leftovers.MOST))
        if not made:
            continue
        tools = bench(index)
        try:
            for path in made:
                leftovers.remove(path, tools)
        except StopRun:
            return  # what was gathered is whole; the footer says what remains


def left_by(orders: Orders) -> Iterator[str]:
    """Yield what the run in `orders.folder` made and did not close, by the workflows of its profiles."""
    for aim in orders.plan.aims:
        known, base = replay(orders.folder), orders.declaration.target.base
        how = unclosed.tidying(aim.workflows, aim.contract)
        if how is not None:
            yield from unclosed.left_open(known.observations, aim.contract, base, how)
        if aim.profile.description == SUBJECT_DESCRIPTION:
            yield from leftovers.left(known.observations, aim.contract, base)


def _close(orders: Orders, aim: Aim, how: unclosed.Tidying, bench: Callable[[int], Bench], index: int) -> None:
    known = replay(orders.folder)
    left = unclosed.left_open(known.observations, aim.contract, orders.declaration.target.base, how)
    if not left:
        return
    tools = bench(index)
    for identifier in left[: cleanup.MOST]:
        try:
            cleanup.close(identifier, how, tools)
        except StopRun:
            return
