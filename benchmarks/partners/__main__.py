"""Measures Hallmark's partner beside Prism and WireMock in one run: the same description, machine, core and requests.

Each is held to one core, and the load comes from another one. Ours validates each call against the description and
writes it down as evidence before it answers; Prism validates and writes nothing down; WireMock keeps its journal in
memory and validates nothing. All give the same answers. `hallmark-desk` is the partner that does no more than they;
`hallmark-receiving-control-room` is the whole reference receiver, which reads, keeps and notifies, beside them for
information. Prism and WireMock come from the npm registry into a temporary folder; Node.js, a Java runtime of 17 or
later and Linux are needed. The last line is JSON.
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
from benchmarks.partners.measuring import Aim, killed, loaded, remembering
from benchmarks.partners.peers import ROOM, install, ours, prism, wiremock

GOAL_PER_S: Final = 10_000
GOAL_RATIO: Final = 4.0
GOAL_P99_MS: Final = 5.0
OURS: Final = "hallmark-desk"
CORE, OTHER = 0, 1


def main(arguments: Sequence[str]) -> int:
    """Print one line of JSON for each round, and the result in the last; return 0, or 1 where a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.partners", description=__doc__)
    parser.add_argument("--json", action="store_true", help="lines of JSON, which is what is printed anyway")
    parser.add_argument("--requests", type=int, default=50_000, help="of each kind, in each round, to each partner")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--memory", type=int, default=1_000_000, help="calls over which memory is watched")
    parser.add_argument("--modules", type=Path, help="a node_modules folder that has both already")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="hallmark-partners-") as folder:
        found = measured(Path(folder), asked)
    print(json.dumps(found))
    return 0 if all(found["reached"].values()) else 1


def measured(folder: Path, asked: argparse.Namespace) -> dict[str, Any]:
    """Return every figure."""
    modules = asked.modules or install(folder / "npm")
    with ExitStack() as stack:
        peers = [stack.enter_context(ours(folder, name, CORE)) for name in ("desk", ROOM)]
        peers += [stack.enter_context(serve(folder, modules, CORE)) for serve in (prism, wiremock)]
        aims = [Aim(peer, OTHER) for peer in peers]
        for aim in aims:
            for call in CALLS:  # so that nobody is measured while it still compiles
                loaded(aim, call, asked.requests, first=1 << 40)
        rounds = [_round(aims, asked.requests, number) for number in range(asked.rounds)]
        figures = {aim.peer.name: {call: _middle(rounds, aim.peer.name, call) for call in CALLS} for aim in aims}
        half = loaded(aims[0], "post", asked.requests, rate=figures[OURS]["post"]["per_s"] / 2, first=1 << 41)
        memory = remembering(aims[0], asked.memory)
        death = killed(aims[0], asked.requests)
    return {"benchmark": "partners", **_judged(figures, half, memory, death), "figures": figures, "half_load": half,
            "memory": memory, "kill": death, "cores": os.cpu_count(), "python": sys.version.split()[0]}  # fmt: skip


def _round(aims: list[Aim], count: int, number: int) -> dict[str, dict[str, Any]]:
    found = {
        aim.peer.name: {call: loaded(aim, call, count, first=(number + 1) * count) for call in CALLS} for aim in aims
    }
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
    better = max(figures[name]["post"]["per_cpu_s"] for name in ("prism", "wiremock"))
    ratio = round(own["per_cpu_s"] / better, 2)
    return {
        "post_per_s": own["per_s"],
        "goal_per_s": GOAL_PER_S,
        "ratio_per_cpu_s": ratio,
        "goal_ratio": GOAL_RATIO,
        "half_load_p99_ms": half["p99_ms"],
        "goal_p99_ms": GOAL_P99_MS,
        "reached": {
            "rate": own["per_s"] >= GOAL_PER_S,
            "ratio": ratio >= GOAL_RATIO,
            "latency": half["p99_ms"] < GOAL_P99_MS,
            "memory": memory["flat"],
            "kill": death["lost"] == 0,
        },
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
