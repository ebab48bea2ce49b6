"""Measures Hallmark's partner beside Prism and WireMock in one run: the same description, machine, core and requests.

Each is held to one core, and the load comes from another one. Ours validates each call against the description and
writes it down as evidence before it answers; Prism validates and writes nothing down; WireMock keeps its journal in
memory and validates nothing. All give the same answers. `hallmark-desk` is the partner that does no more than they;
`hallmark-receiving-control-room` is the whole reference receiver, which reads, keeps and notifies, beside them for
information. After that the desk is loaded by half of what it can take, in turns with a server that does nothing, which
shows what the machine allows; its memory is watched over very many calls, and another desk is killed in the midst of a
load. Prism and WireMock come from the npm registry into a temporary folder;
Node.js, a Java runtime of 17 or later and Linux are needed. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

from benchmarks.partners.case import CALLS
from benchmarks.partners.measuring import FLAT, MOST, Aim, killed, loaded, remembering
from benchmarks.partners.peers import ROOM, floor, install, ours, prism, wiremock

GOAL_PER_S: Final = 10_000
GOAL_RATIO: Final = 4.0
GOAL_P99_MS: Final = 5.0
OURS: Final = "hallmark-desk"
MILLION: Final = 1_000_000
KILLED_AFTER: Final = 5_000
"""Calls after which a partner is killed."""
CORE, OTHER = 0, 1


def main(arguments: Sequence[str]) -> int:
    """Print one line of JSON for each round, and the result in the last; return 0, or 1 where a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.partners", description=__doc__)
    parser.add_argument("--json", action="store_true", help="lines of JSON, which is what is printed anyway")
    parser.add_argument("--seconds", type=float, default=3.0, help="of each kind of call, in each round, to each")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--calls", type=int, default=60_000, help="calls over which memory is watched")
    parser.add_argument("--million", action="store_const", dest="calls", const=MILLION, help="watch it over a million")
    parser.add_argument("--own", action="store_true", help="without Prism and WireMock: the ratio is not judged then")
    parser.add_argument("--modules", type=Path, help="a node_modules folder that has both already")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="hallmark-partners-") as folder:
        found = measured(Path(folder), asked)
    print(json.dumps(found))
    return 0 if all(found["reached"].values()) else 1


def measured(folder: Path, asked: argparse.Namespace) -> dict[str, Any]:
    """Return every figure."""
    with ExitStack() as stack:
        peers = [stack.enter_context(ours(folder, name, CORE)) for name in ("desk", ROOM)]
        if not asked.own:
            modules = asked.modules or install(folder / "npm")
            peers += [stack.enter_context(serve(folder, modules, CORE)) for serve in (prism, wiremock)]
        aims = [Aim(peer, OTHER) for peer in peers]
        for aim in aims:
            for call in CALLS:  # so that nobody is measured while it still compiles
                loaded(aim, call, seconds=asked.seconds, first=1 << 40)
        rounds = [_round(aims, asked.seconds, number) for number in range(asked.rounds)]
        figures = {aim.peer.name: {call: _middle(rounds, aim.peer.name, call) for call in CALLS} for aim in aims}
        still = Aim(stack.enter_context(floor(folder, CORE)), OTHER)
        rate = figures[OURS]["post"]["per_s"] / 2
        steady = [[loaded(aim, "post", seconds=asked.seconds, rate=rate, first=(number << 36) + (1 << 41))
                   for aim in (aims[0], still)] for number in range(asked.rounds)]  # fmt: skip
        half, nothing = (
            sorted(one, key=lambda each: each["p99_ms"])[asked.rounds // 2] for one in zip(*steady, strict=True)
        )
        memory = remembering(aims[0], asked.calls)
        death = killed(Aim(stack.enter_context(ours(folder, "desk", CORE, "mortal")), OTHER), KILLED_AFTER)
    return {"benchmark": "partners", **_judged(figures, half, memory, death), "figures": figures, "half_load": half,
            "floor": nothing, "memory": memory, "kill": death, "cores": os.cpu_count(),
            "python": sys.version.split()[0]}  # fmt: skip


def _round(aims: list[Aim], seconds: float, number: int) -> dict[str, dict[str, Any]]:
    first = (number + 1) * MOST
    found = {aim.peer.name: {call: loaded(aim, call, seconds=seconds, first=first) for call in CALLS} for aim in aims}
    print(json.dumps({"round": number + 1, **found}), flush=True)
    return found


def _middle(rounds: list[dict[str, dict[str, Any]]], peer: str, call: str) -> dict[str, float]:
    return {
        figure: statistics.median(one[peer][call][figure] for one in rounds)
        for figure in ("per_s", "per_cpu_s", "p99_ms")
    }


def _judged(
    figures: dict[str, dict[str, dict[str, float]]], half: dict[str, Any], memory: dict[str, Any], death: dict[str, Any]
) -> dict[str, Any]:
    own = figures[OURS]["post"]
    better = max((figures[name]["post"]["per_cpu_s"] for name in ("prism", "wiremock") if name in figures), default=0)
    ratio = round(own["per_cpu_s"] / better, 2) if better else None
    return {
        "post_per_s": own["per_s"],
        "goal_per_s": GOAL_PER_S,
        "ratio_per_cpu_s": ratio,
        "goal_ratio": GOAL_RATIO,
        "half_load_p99_ms": half["p99_ms"],
        "goal_p99_ms": GOAL_P99_MS,
        "memory_growth": memory["growth"],
        "goal_growth": FLAT,
        "reached": {
            "rate": own["per_s"] >= GOAL_PER_S,
            **({"ratio": ratio >= GOAL_RATIO} if ratio is not None else {}),
            "latency": half["p99_ms"] < GOAL_P99_MS,
            "memory": memory["flat"],
            "kill": death["survives"],
        },
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
