"""Measures judging 3 kB JSON replies by every rule of incident-transfer, beside the floor: parsing and validating.

The exchanges are real ones, of the reference receiver, whose replies have about 3 kB; they are repeated in partitions
of their own until there are enough. One core; the file is read, checked against its seal and judged.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import orjson

from benchmarks.goals import asking, told
from benchmarks.receiver import receiver, whole_run
from harness import archive
from harness.adjudicate import adjudicate
from harness.evidence import Evidence, Exchange, ExchangeId, Footer, Response
from harness.loading import Bundle, find, load_bundle

EXCHANGES = 10_000
GOAL_PER_S = 10_000
"""Exchanges that read, judged from memory; those that write as well have no goal."""
ROUNDS = 3
"""The best of so many is taken: what else the machine does only ever adds."""
SMALLEST, LARGEST = 2_000, 5_000
"""Octets of a reply that counts as one of about 3 kB."""


def main(arguments: list[str]) -> int:
    """Print a line for exchanges that write some 2 kB and one for those that read; return 1 for a missed goal.

    Only reading has a goal.
    """
    parser = asking("judging", __doc__)
    parser.add_argument("--exchanges", type=int, default=EXCHANGES)
    count = parser.parse_args(arguments).exchanges
    bundle = load_bundle(find("incident-transfer@1.0"))
    with tempfile.TemporaryDirectory() as folder:
        with receiver(Path(folder)) as config:
            source = archive.read(Path(str(whole_run(config, Path(folder) / "out")["evidence"])))
        told(measured(bundle, repeated(source, "write", count), Path(folder) / "write", "write"), {})
        found = measured(bundle, repeated(source, "read", count), Path(folder) / "read", "read")
    return told({**found, "goal": GOAL_PER_S}, {"judged_per_s": found["judged_per_s"] >= GOAL_PER_S})


def measured(bundle: Bundle, evidence: Evidence, folder: Path, kind: str) -> dict[str, Any]:
    """Return exchanges a second: the floor, judged from memory, and read from the sealed file and judged."""
    folder.mkdir()
    path = archive.write(folder, evidence, b"k" * 32)
    subject = evidence.context.subjects[0]
    bodies = [x.reply.body for x in evidence.observations if isinstance(x, Exchange) and isinstance(x.reply, Response)]

    def seconds(do: Callable[[], object]) -> float:
        start = time.process_time()
        do()
        return time.process_time() - start

    def judge(what: Evidence) -> object:
        return adjudicate(bundle.profile, bundle.contract, bundle.workflows, what, subject)

    judge(evidence)
    floor_s = min(seconds(lambda: floor(bundle, evidence)) for _ in range(ROUNDS))
    judge_s = min(seconds(lambda: judge(evidence)) for _ in range(ROUNDS))
    whole_s = min(seconds(lambda: judge(archive.read(path))) for _ in range(ROUNDS))
    count = len(bodies)
    return {
        "benchmark": "judging",
        "exchanges": count,
        "kind": kind,
        "mean_reply": sum(map(len, bodies)) // count,
        "floor_per_s": round(count / floor_s),
        "judged_per_s": round(count / judge_s),
        "read_and_judged_per_s": round(count / whole_s),
        "judged_to_floor": round(judge_s / floor_s, 1),
        "python": sys.version.split()[0],
    }


def repeated(source: Evidence, kind: str, count: int) -> Evidence:
    """Return evidence with enough exchanges of a kind whose replies have about 3 kB, in the order that they came."""
    large = [
        o
        for o in source.observations
        if isinstance(o, Exchange)
        and isinstance(o.reply, Response)
        and SMALLEST <= len(o.reply.body) <= LARGEST
        and (o.request.method == "GET") == (kind == "read")
    ]
    assert large, "the receiver gave no reply of about 3 kB"
    kept: list[Any] = []
    for number in range(count):
        one = large[number % len(large)]
        name = ExchangeId(f"copy:{number // 50:05d}", number % 50)
        kept.append(msgspec.structs.replace(one, id=name))
    footer = Footer(ended=0, stopped="finished", counts={})
    return Evidence(context=source.context, observations=tuple(kept), footer=footer)


def floor(bundle: Bundle, evidence: Evidence) -> None:
    """Parse each body and validate it against its schema; nothing else."""
    validators = {}
    for operation in bundle.contract.operations:
        reply = operation.reply_for(200)
        media = getattr(reply, "media", {}).get("application/json")
        if media is not None:
            validators[operation.id] = media.schema
    prefix = "/" + evidence.context.subjects[0].target.partition("://")[2].partition("/")[2]
    for x in evidence.observations:
        if isinstance(x, Exchange) and isinstance(x.reply, Response):
            match = bundle.contract.match(x.request.method, x.request.target, prefix)
            value = orjson.loads(x.reply.body)
            if match is not None and match.operation.id in validators:
                validators[match.operation.id].is_valid(value)


if __name__ == "__main__":
    os.environ.setdefault("PYTHONHASHSEED", "0")
    sys.exit(main(sys.argv[1:]))
