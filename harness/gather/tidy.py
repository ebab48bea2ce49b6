"""Closes over there what a finished run made and left open; the evidence of the run stays as it is."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from harness.archive import replay
from harness.errors import CannotRun
from harness.gather import cleanup
from harness.gather.history import History
from harness.gather.limits import StopRun
from harness.gather.orders import Event, Orders
from harness.gather.session import Session

FILE: Final = "cleanup.json"
"""Beside the evidence: what was closed after the run, and what remains."""


class Tidied(msgspec.Struct, frozen=True, kw_only=True):
    """What the file holds."""

    closed: tuple[str, ...] = ()
    remaining: tuple[str, ...] = ()


def tidy(orders: Orders) -> tuple[str, ...]:
    """Close what the run in `orders.folder` left open, and return what remains.

    Raises EvidenceError when no run lies there; a limit or a credential that cannot be had leaves the rest open.
    """
    before = tidied(orders.folder)
    closed = list(before.closed)
    remaining: list[str] = []
    # Partitions of the run are over: what is sent now is counted on from where they ended, and kept nowhere.
    with Session(orders, History(last=replay(orders.folder).last)) as session:
        for aim in orders.plan.aims:
            how = cleanup.tidying(aim.workflows, aim.contract)
            if how is None:
                continue
            left = cleanup.left_open(
                replay(orders.folder).observations, aim.contract, orders.declaration.target.base, how
            )
            for identifier in left:
                if identifier in closed or identifier in remaining:
                    continue
                bench = session.bench(cleanup.WORKFLOW, aim)
                try:
                    done = cleanup.close(identifier, how, bench)
                except (StopRun, CannotRun):
                    done = False
                (closed if done else remaining).append(identifier)
                orders.progress(Event(kind="tidied", text=f"{'closed' if done else 'remains'} {identifier}"))
    result = Tidied(closed=tuple(closed), remaining=tuple(remaining))
    (orders.folder / FILE).write_bytes(msgspec.json.format(msgspec.json.encode(result), indent=2))
    return result.remaining


def tidied(folder: Path) -> Tidied:
    """Return what an earlier clean-up of the run did; nothing when there was none."""
    path = folder / FILE
    return msgspec.json.decode(path.read_bytes(), type=Tidied) if path.exists() else Tidied()
