"""Finds out how far an interrupted run came: which partitions are done, and under which name one begins anew."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from harness.archive import Known
from harness.contract import Contract
from harness.evidence import Exchange, Response, RunContext
from harness.gather.plan import Plan

_AGAIN: Final = re.compile(r"~(\d+)\Z")


class History(msgspec.Struct, frozen=True, kw_only=True):
    """What has been gathered already."""

    last: Mapping[str, int] = {}
    """The highest ordinal of each partition."""
    done: frozenset[str] = frozenset()
    """Planned partitions that were gathered to their end."""

    def fresh(self, name: str) -> str:
        """Return a name that no record bears: `name`, else `name~2` ...; the old is never joined to the new."""
        if name not in self.last:
            return name
        count = 2
        while f"{name}~{count}" in self.last:
            count += 1
        return f"{name}~{count}"


def history(known: Known, plan: Plan, noted: frozenset[str] = frozenset()) -> History:
    """Return what a journal tells; `noted` are the partitions that are done, for several may have been open at once.

    Where none were noted, partitions were gathered in the plan's order: of those begun, the last is open.
    """
    begun = {_AGAIN.sub("", name) for name in known.last}
    order = [partition.name for partition in plan.partitions if partition.name in begun]
    finished = known.footer is not None and known.footer.stopped == "finished"
    done = noted & frozenset(order) if noted else frozenset(order if finished else order[:-1])
    return History(last=known.last, done=done)


def sentinel(known: Known, contract: Contract, base_path: str) -> tuple[str, str]:
    """Return method and target of the last thing that preflight read over there, or two empty texts.

    It was made by this run and is still there unless the product was reset.
    """
    found = ("", "")
    for partition in sorted(name for name in known.last if name == "preflight" or name.startswith("preflight~")):
        for observation in known.of(partition):
            if not isinstance(observation, Exchange) or not isinstance(observation.reply, Response):
                continue
            match = contract.match(observation.request.method, observation.request.target, base_path)
            if match and match.path_params and observation.request.method == "GET" and observation.reply.status == 200:
                found = ("GET", observation.request.target)
    return found


def differences(begun: RunContext, now: RunContext) -> Sequence[str]:
    """Return what is not as it was when the run began; any of it forbids to go on."""
    pairs = {
        "profile, role, classes or target": (begun.subjects, now.subjects),
        "product": (begun.product, now.product),
        "seed": (begun.seed, now.seed),
        "fixtures": (begun.fixtures, now.fixtures),
        "version of Hallmark": (begun.harness, now.harness),
    }
    return [name for name, (before, after) in pairs.items() if before != after]
