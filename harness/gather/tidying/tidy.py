"""Closes over there what a finished run made and left open; the evidence of the run stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Final

import msgspec

from harness import unclosed
from harness.archive import replay
from harness.errors import CannotRun
from harness.gather.bench import Bench
from harness.gather.memory.history import History
from harness.gather.orders import Event, Orders
from harness.gather.plan import Aim
from harness.gather.restraint.limits import StopRun
from harness.gather.session import Session
from harness.gather.tidying import cleanup, leftovers
from harness.profile import SUBJECT_DESCRIPTION

FILE: Final = "cleanup.json"
"""Beside the evidence: what was closed after the run, and what remains."""


class Tidied(msgspec.Struct, frozen=True, kw_only=True):
    """What the file holds."""

    closed: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    """What was answered to be not there any more, whoever removed it; to somebody else it may be there still."""
    remaining: tuple[str, ...] = ()


def tidy(orders: Orders) -> tuple[str, ...]:
    """Close what the run in `orders.folder` left open, and return what remains.

    Raises EvidenceError when no run lies there; a limit or a credential that cannot be had leaves the rest open.
    """
    before = tidied(orders.folder)
    closed = list(before.closed)
    absent: list[str] = []  # asked again each time: at a wrong address nothing is there
    remaining: list[str] = []
    # Partitions of the run are over: what is sent now is counted on from where they ended, and kept nowhere.
    with Session(orders, History(last=replay(orders.folder).last)) as session:
        for aim in orders.plan.aims:
            for identifier, close in _open(orders, aim):
                if identifier in closed or identifier in absent or identifier in remaining:
                    continue
                try:
                    said = close(session.bench(unclosed.WORKFLOW, aim))
                except (StopRun, CannotRun):
                    said = cleanup.REMAINS
                (absent if said.absent else closed if said.done else remaining).append(identifier)
                orders.progress(Event(kind="tidied", text=f"{_words(said)} {identifier}"))
    result = Tidied(closed=tuple(closed), absent=tuple(absent), remaining=tuple(remaining))
    (orders.folder / FILE).write_bytes(msgspec.json.format(msgspec.json.encode(result), indent=2))
    return result.remaining


def _words(said: cleanup.Closing) -> str:
    if said.absent:
        return f"not there any more ({said.absent}):"
    return "closed" if said.done else "remains"


def _open(orders: Orders, aim: Aim) -> Iterator[tuple[str, Callable[[Bench], cleanup.Closing]]]:
    """Yield what was left open, and how it is closed."""
    observations, base = replay(orders.folder).observations, orders.declaration.target.base
    how = unclosed.tidying(aim.workflows, aim.contract)
    if how is not None:
        for identifier in unclosed.left_open(observations, aim.contract, base, how):
            yield identifier, partial(cleanup.close, identifier, how)
    if aim.profile.description == SUBJECT_DESCRIPTION:
        for path in leftovers.left(observations, aim.contract, base):
            yield path, partial(leftovers.remove, path)


def tidied(folder: Path) -> Tidied:
    """Return what an earlier clean-up of the run did; nothing when there was none."""
    path = folder / FILE
    return msgspec.json.decode(path.read_bytes(), type=Tidied) if path.exists() else Tidied()
