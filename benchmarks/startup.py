"""Measures how soon `hallmark --help` answers; beside it the interpreter alone."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

from benchmarks.goals import asking, told

RUNS = 11
GOAL_S = 0.2


def seconds(command: list[str], runs: int) -> float:
    """Return the median of several runs after one to warm up."""
    taken = []
    for _ in range(runs + 1):
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        taken.append(time.perf_counter() - start)
    return statistics.median(taken[1:])


def main(arguments: list[str]) -> int:
    """Print one line of JSON: seconds, medians; return 1 where the goal is missed."""
    parser = asking("startup", __doc__)
    parser.add_argument("--runs", type=int, default=RUNS)
    runs = parser.parse_args(arguments).runs
    code = "import sys; sys.argv = ['hallmark', '--help']; from harness.cli.main import main; main()"
    codes = {"help": code, "interpreter": ""}
    found = {name: seconds([sys.executable, "-c", one], runs) for name, one in codes.items()}
    told_s = {name: round(value, 3) for name, value in found.items()}
    return told({"benchmark": "startup", **told_s, "goal_help": GOAL_S}, {"help": found["help"] <= GOAL_S})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
