"""Gathers one partition that tries one operation: prepares it, then sends examples, protocol probes or made cases."""

from __future__ import annotations

from harness.gather.bench import Bench
from harness.gather.fuzzing import stages
from harness.gather.fuzzing.closer import GivenUp
from harness.gather.fuzzing.stages import CasesOf
from harness.gather.orders import Oracle
from harness.gather.plan import Aim, PartitionPlan
from harness.gather.probing import examples, protocol
from harness.gather.probing.again import ask_again, noting
from harness.gather.probing.prepare import prepare
from harness.gather.scenarios import walk


class NotPrepared(Exception):
    """The product would not let the partition be prepared, or be tried to its end; `why` is what a footer says."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def conduct(part: PartitionPlan, aim: Aim, bench: Bench, oracle: Oracle, cases: CasesOf) -> None:
    """Gather it. Raises Unfillable, NotPrepared and StopRun."""
    outputs: dict[str, object] = {}
    setup = part.settings.get("setup")
    if setup is not None:
        walked = walk(aim.workflows[str(setup)], bench)
        if walked.ended != "succeeded":
            raise NotPrepared(f"setup:{setup}")
        outputs = dict(walked.outputs)
    operation = bench.operation(part.operation)
    if part.kind == "fuzz":
        try:
            stages.probe(bench, operation, outputs, part.settings, oracle, cases)
        except GivenUp as given_up:
            raise NotPrepared(given_up.why) from None
        return
    outputs = prepare(bench, operation) | outputs
    noted, notes = noting(bench, oracle)
    if part.kind == "examples":
        examples.probe(noted, operation, outputs)
    else:
        protocol.probe(part.what, noted, operation, outputs, part.settings)
    ask_again(bench, notes)
