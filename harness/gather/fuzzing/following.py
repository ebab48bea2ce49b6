"""Follows what a fuzzed operation has made to its end: reads, changes and removes it, and cleans up the rest."""

from __future__ import annotations

from typing import Final

from harness.contract.model import Operation
from harness.gather.cases import cases_of
from harness.gather.fuzzing.producing import deleting
from harness.gather.fuzzing.pursuit import Pursuit
from harness.gather.fuzzing.saying import Sayer
from harness.gather.message import Message

FOLLOWED: Final = 2
"""Things that were made and are followed to their end."""
MOST_CLEANED: Final = 200


def follow(pursuit: Pursuit) -> None:
    """Read, change and delete some of what was made, and ask again for what is gone."""
    collection = pursuit.operation.path
    on_member = dict(pursuit.bench.contract.members(collection))
    delete = deleting(pursuit.bench.contract, collection)
    if delete is None:
        return
    for found in pursuit.made[:FOLLOWED]:
        for stage in ("made", "changed", "gone"):
            for operation, name in on_member.items():
                if operation is not delete:
                    _right(pursuit, operation, name, found, stage)
            if stage != "made":
                _right(pursuit, delete, on_member[delete], found, stage)


def _right(pursuit: Pursuit, operation: Operation, name: str, found: str, stage: str) -> None:
    """Send a right request about a thing that was made."""
    sayer = Sayer(pursuit.bench, operation, {**pursuit.sayer.parameters, ("path", name): found})
    case = next((case for case in cases_of(operation, 0, 1) if case.right), None)
    exchange = sayer.say(case, stage) if case is not None else None
    if case is not None and exchange is not None:
        pursuit.learnt.hear(case, exchange, pursuit.bench.read(exchange))


def clean_up(pursuit: Pursuit) -> None:
    """Delete what was made for this, as far as the description tells how."""
    for path, name in pursuit.producer.made[:MOST_CLEANED]:
        delete = pursuit.bench.operation(name)
        if all(p.location == "path" or not p.required for p in delete.parameters):
            target = path.removeprefix(pursuit.bench.prefix)
            pursuit.bench.send(Message(method="DELETE", target=target, headers=(("Accept", "*/*"),)), "clean up")
