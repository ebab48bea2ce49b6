"""Talks to the reference records API over real sockets, in partitions that a test names, and reads what was said."""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Iterable
from pathlib import Path

import msgspec

from harness import archive
from harness.cli.running.assembling import assemble, declaration_of, orders
from harness.contract import Contract, compile_contract
from harness.evidence import Exchange
from harness.gather.orders import Gathered
from harness.gather.plan import PartitionPlan
from harness.gather.running.run import gather
from harness.loading import find
from harness.partner.config import write_config
from harness.partner.host import running
from harness.reading import Reading
from harness.resources import Resource, resources_of

MOCK = "reference-records"
FOLDER = Path(__file__).parents[1] / "mocks" / MOCK
CONTRACT: Contract = compile_contract(FOLDER / "openapi.yaml")
RESOURCES: dict[str, Resource] = {one.collection: one for one in resources_of(CONTRACT)}


def conversation(name: str, collection: str = "/persons") -> PartitionPlan:
    """Return the partition of a conversation."""
    return PartitionPlan(name=f"conversation:{name}:{collection}", kind="conversation", what=name, resource=collection)


def gathered(
    folder: Path,
    partitions: Iterable[PartitionPlan],
    defects: Iterable[str] = (),
    *,
    explored: bool = True,
    workers: int = 1,
    **declare: object,
) -> Gathered:
    """Run the partitions against the mock, after an exploration; the evidence lies in the folder."""
    with running(MOCK, defects) as partner:
        config = folder / "hallmark.yaml"
        write_config(config, partner)
        declared = declaration_of(config, str(find("uk-api-base@1.0")), "", "", {})
        assembled = assemble(declared, 1, ("B19",), {})
        first = tuple(part for part in assembled.plan.partitions if part.kind == "explore")
        plan = msgspec.structs.replace(assembled.plan, partitions=(*first, *partitions))
        declaration = msgspec.structs.replace(assembled.declaration, **declare)
        wanted = msgspec.structs.replace(assembled, plan=plan, declaration=declaration)
        made = orders(wanted, folder / "run", "test", lambda event: None)
        return gather(dataclasses.replace(made, workers=workers, sparing=False))


def said(partitions: Iterable[PartitionPlan], defects: Iterable[str] = (), **declare: object) -> list[Reading]:
    """Return the exchanges of the last of the partitions, as the judge reads them."""
    partitions = tuple(partitions)
    with tempfile.TemporaryDirectory() as place:
        done = gathered(Path(place), partitions, defects, **declare)
        assert (done.stopped, done.faults) == ("finished", ())
        evidence = archive.read(done.evidence)
        target = evidence.context.subjects[0].target
        wanted = partitions[-1].name
        return [
            Reading(one, CONTRACT, target)
            for one in evidence.observations
            if isinstance(one, Exchange) and one.id.partition == wanted
        ]


def steps(readings: Iterable[Reading]) -> list[tuple[str, int | None]]:
    """Return operation and status of each exchange, in order."""
    return [(x.operation_id, x.status) for x in readings]
