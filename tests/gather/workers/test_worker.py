"""A worker gathers what it is handed under its own shard, and ends when its run has gone."""

from __future__ import annotations

import dataclasses
import multiprocessing
import threading
from pathlib import Path
from typing import Any

import msgspec
from tinyapi.product import Product, serving
from tinyapi.running import exchanges, orders

from harness.archive import Journal
from harness.contract import EMPTY, pack
from harness.evidence import Product as Declared
from harness.evidence import RunContext
from harness.gather.plan import PartitionPlan
from harness.gather.restraint.limits import Lease
from harness.gather.workers import worker
from harness.gather.workers.errands import Do, Ended, Idle, NeedsToken, Rest, Sent, Setup, Stopped, Wants

PART = PartitionPlan(name="fuzz:getNote", kind="fuzz", what="", operation="getNote", settings={"cases": 3})
CONTEXT = RunContext(
    run="r1", subjects=(), product=Declared(name="", version="", supplier=""), seed=1, harness="", started=0
)


def setup_of(product: Product, folder: Path) -> Setup:
    made = orders(product, folder)
    plan = msgspec.structs.replace(
        made.plan, aims=tuple(msgspec.structs.replace(aim, contract=EMPTY) for aim in made.plan.aims)
    )
    return Setup(
        number=3,
        orders=dataclasses.replace(made, plan=plan),
        contracts=tuple(pack(aim.contract) for aim in made.plan.aims),
        last={},
        knowledge=(None,),
        made_up=frozenset(),
    )


def worked(product: Product, folder: Path, *tasks: PartitionPlan, leave: Any = None) -> list[Any]:
    """Let a worker work in a thread; returns what it said."""
    Journal.begin(folder, CONTEXT)
    ours, theirs = multiprocessing.Pipe()
    thread = threading.Thread(target=worker.work, args=(theirs, setup_of(product, folder)))
    thread.start()
    said: list[Any] = []
    left = list(tasks)
    while True:
        said.append(ours.recv())
        if isinstance(said[-1], Idle):
            ours.send(Do(left[0], left.pop(0).name) if left else Rest())
            if not left and len(said) > 1 and isinstance(said[-2], Ended):
                break
        elif isinstance(said[-1], Wants):
            ours.send(leave or Lease(first=0, interval=0, count=50, until=1 << 62))
        elif isinstance(said[-1], Stopped):
            break
        else:
            assert not isinstance(said[-1], NeedsToken), "the credential is at hand"
    thread.join()
    return said


def test_it_gathers_under_its_own_shard(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(worker.signal, "signal", lambda *_: None)  # only a process's main thread may
    with serving() as product:
        said = worked(product, tmp_path / "r", PART)
    assert Ended("fuzz:getNote") in said
    assert [path.name for path in (tmp_path / "r" / "journal").iterdir()] == ["worker-3.0.jsonl"]
    kept = exchanges(tmp_path / "r", "fuzz:getNote")
    assert sum(one.count for one in said if isinstance(one, Sent)) == len(kept) > 5


def test_what_it_may_not_send_stops_it(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(worker.signal, "signal", lambda *_: None)
    with serving() as product:
        said = worked(product, tmp_path / "r", PART, leave=Rest("limit: max_requests 0"))
    assert said[-1] == Stopped("limit: max_requests 0")


def test_a_fault_of_ours_is_told_with_its_place(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(worker.signal, "signal", lambda *_: None)
    wrong = msgspec.structs.replace(PART, settings={"cases": "many"})
    with serving() as product:
        said = worked(product, tmp_path / "r", wrong)
    (ended,) = [one for one in said if isinstance(one, Ended)]
    assert (ended.partition, ended.fault) == ("fuzz:getNote", "ValueError")
    assert "stages.py" in ended.trace
